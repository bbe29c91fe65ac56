use proptest::prelude::*;

use super::super::{fence, inline, markdown, marker};

fn lines(text: &str) -> Vec<String> {
    markdown(text).0
}

/// Each HTML with what it becomes.
const CONVERSIONS: &[(&str, &str)] = &[
    // Blocks.
    ("<p>One\n   line.</p>\n  <p>Two.</p><p></p><p> </p>", "One line.\n\nTwo."),
    ("<fullname>AWS Thing</fullname><p>Does things.</p>", "Does things."),
    ("<fullname>AWS Thing<p>Does things.", "Does things."),
    ("<fullname/>Does <b/>things<p/>to <a href=https://x.y/>others</a>", "Does things\n\nto [others](https://x.y/)"),
    ("<ul><li><p>a</p></li> <li>b</li></ul>After", "- a\n- b\n\nAfter"),
    ("<p>x</p><ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "x\n\n1. a\n   - b\n2. c"),
    ("<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>", "- a\n\n  b\n\n- c"),
    ("<note><p>a</p><ul><li>b</li></ul></note><p>c</p>", "> **Note:** a\n>\n> - b\n\nc"),
    ("<important><ul><li>a</li></ul></important>", "> **Important:**\n>\n> - a"),
    ("<ul><li><p>a</p><note><p>b</p></note></li></ul>", "- a\n\n  > **Note:** b"),
    ("<dl><dt>a</dt><dd><p>b</p><p>c</p></dd><dt>d</dt><dd>e</dd></dl>", "- **a**: b\n\n  c\n\n- **d**: e"),
    ("<h3>Title</h3>Text<h2>1</h2>", "### Title\n\nText\n\n## 1"),
    ("<pre>\n{\n  \"a\": \"&lt;b&gt;\" <b>\n}\n</pre>", "```text\n{\n  \"a\": \"<b>\"\n}\n```"),
    ("<pre><code>let ``` = 1;</code></pre>", "````text\nlet ``` = 1;\n````"),
    ("<p>a<br/>b<br>c</p>", "a\n\nb\n\nc"),
    (
        "<table><thead><tr><th>A</th><th>B</th></tr></thead><tr><td><p>1 | 2</p></td></tr></table>",
        "| A | B |\n|---|---|\n| 1 \\| 2 | |",
    ),
    // Within paragraphs.
    ("<p><code>a</code> <i>b</i> <b>c</b> <em>d</em> <strong>e</strong></p>", "`a` *b* **c** *d* **e**"),
    ("<p><b>Note: </b>a<i> b </i>c</p>", "**Note:** a *b* c"),
    ("<p>a<i>(b)</i>c <b>d:</b>e <b>f</b><i>g</i></p>", "a(b)c d:e **f**g"),
    ("<p><i><b>a</b></i> <b>b <i>c</i></b></p>", "***a*** **b *c***"),
    ("<p><a href=\"https://x.y/(z)?a=1&amp;b\">a [b]</a>!</p>", "[a \\[b\\]](https://x.y/%28z%29?a=1&b)!"),
    ("<p>!<a href='https://x.y/'><code>T</code></a></p>", "\\![`T`](https://x.y/)"),
    ("<p><code> <a href=\"https://x.y/\">Put</a> all</code></p>", "[`Put`](https://x.y/) `all`"),
    (
        "<p><a>Put</a>, <a href=\"#x\">Get</a> or <a href=\"https://x.y\">https://x.y</a></p>",
        "Put, Get or <https://x.y>",
    ),
    ("<p>See https://x.y/z.</p>", "See <https://x.y/z>."),
    ("<p><code>a `b` c</code><code>d</code></p>", "``a `b` c`` `d`"),
    ("<p>Set `a` to ` or ``.</p>", "Set `a` to \\` or \\`\\`."),
    ("<p><code>/<name>/<b></code> <region> Vec<T> a < b</p>", "`/<name>/<b>` \\<region> Vec\\<T> a \\< b"),
    ("<p>[Option] s3:* a_b _c ~ \\ &amp;lt; R&D * _</p>", "\\[Option] s3:\\* a_b \\_c \\~ \\\\ \\&lt; R&D * \\_"),
    ("<p># a</p><p>1. b</p><p>- c</p><p>> d</p><p>```</p>", "\\# a\n\n1\\. b\n\n\\- c\n\n\\> d\n\n\\`\\`\\`"),
    // What is broken.
    ("<p>a <b>b <i>c</b> d</p> e</i>", "a **b *c*** d\n\ne"),
    ("<p>a <code>b<p>c</code></p></ul></note>", "a `b<p>c`"),
    ("<p>a <code>b<p>c</p>d", "a `b`\n\nc\n\nd"),
    ("<ul><p>a</p>b<li>c<li>d</ul>", "- a\n\n  b\n\n- c\n\n- d"),
    ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
    ("<li>a</li><dd>b</dd><td>c</td>", "- a\n  - b\n\n    | c |\n    |---|"),
    ("<P>A<BR>b</P", "A\n\nb\\</P"),
    ("<p>a</p", "a\\</p"),
    ("<!-- c --><p>a <!-- <b> -->b</p>", "a b"),
    // Markdown with HTML in it.
    ("A *b* <code>c_d</code> `<i>`.\n\n- e\n- <b>f</b>\n\n<p>g *</p>", "A *b* `c_d` `<i>`.\n\n- e\n- **f**\n\ng \\*"),
    ("a\n\n```\n<p>b</p>\n```\n\n<note>c</note>", "a\n\n```text\n<p>b</p>\n```\n\n> **Note:** c"),
];

#[test]
fn html_becomes_markdown() {
    for (html, expected) in CONVERSIONS {
        assert_eq!(lines(html).join("\n"), *expected, "{html}");
    }
}

#[test]
fn markdown_without_tags_is_left_alone() {
    for text in ["a `<p>` b", "a <T> <region> b", "\\<p> a", "```text\n<p>\n```", "a\n\n    <T> <p"] {
        assert_eq!(super::convert(text), None, "{text}");
    }
}

#[test]
fn whatever_is_nested_ends() {
    for tag in ["<ul>", "<note>", "<b>", "<table>", "<p>", "<a href=\"https://x.y\">", "<dl><dt>", "<pre>", "<", "&"] {
        let lines = lines(&(tag.repeat(20_000) + "a"));
        assert!(lines.len() <= 30, "{tag} {}", lines.len());
    }
}

/// What is wrong with Markdown: a tag, an open code span, a line that is untidy.
fn faults(lines: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut paragraph = String::new();
    let mut open = None;
    for (index, line) in lines.iter().enumerate() {
        let unquoted = line.trim_start_matches([' ', '>']);
        let mut text = unquoted;
        while let Some(marker) = marker(text) {
            text = marker.text;
        }
        let blank_twice = open.is_none() && index > 0 && line.is_empty() && lines[index - 1].is_empty();
        if line.ends_with(' ') || line.contains('\n') || blank_twice {
            faults.push(format!("untidy: {line:?}"));
        }
        match &open {
            Some(fence) if text == *fence => open = None,
            Some(_) => {}
            None if fence(text).is_some() => open = fence(text),
            None if text.is_empty() || text != unquoted => {
                faults.extend(misread(&std::mem::take(&mut paragraph)));
                paragraph.push_str(text);
            }
            None => paragraph.extend(["\n", text]),
        }
    }
    faults.extend(misread(&paragraph));
    faults.extend(open.map(|fence| format!("open: {fence}")));
    faults
}

/// What rustdoc would misread in a paragraph.
fn misread(paragraph: &str) -> Option<String> {
    let mut rest = paragraph;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\\' => rest.chars().take(2).map(char::len_utf8).sum(),
            '`' => match inline::backticks(rest) {
                (span, _) if span.starts_with('\\') => return Some(format!("a lonely backtick: {rest:?}")),
                (_, length) => length,
            },
            '<' if inline::address(rest.trim_start_matches('<')).is_none() => return Some(format!("a tag: {rest:?}")),
            '<' => rest.find('>').unwrap_or(rest.len()),
            '[' if !rest.contains("](") => return Some(format!("a link to an item: {rest:?}")),
            c => c.len_utf8(),
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    None
}

/// Pieces of documentation, most of which mean something.
fn piece() -> impl Strategy<Value = String> {
    let tags = "p|/p|ul|/ul|ol|/ol|li|/li|dl|dt|/dt|dd|/dl|note|/note|important|h3|/h3|pre|/pre|table|/table|tr|/tr|td|/td|\
                th|br/|code|/code|code|/code|i|/i|b|/b|a href=\"https://x.y/(a)\"|a href='#'|/a|fullname|region|/x|!--|p";
    let tags: Vec<String> = tags.split('|').map(|tag| format!("<{tag}>")).collect();
    let words = [
        "word",
        "a b",
        " ",
        "\n",
        "\n\n",
        "    ",
        "`",
        "``",
        "```",
        "~~~",
        "*",
        "_",
        "[a]",
        "](",
        "[",
        "]",
        "<",
        ">",
        "#",
        "- ",
        "1. ",
        "> ",
        "+",
        "=",
        "---",
        "|",
        "\\",
        "&",
        "&lt;",
        "&#96;",
        "&#10;",
        "&amp;lt;",
        "!",
        "https://x.y/z",
        "é",
        "\"",
        "'",
        "-->",
        "\u{202e}",
        "\t",
        "Vec<T>",
    ];
    prop_oneof![
        3 => proptest::sample::select(tags),
        3 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned),
        1 => "[a-z]{1,60}".prop_map(|word| format!("{word} ")),
        1 => "\\PC{0,4}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_html_becomes_markdown_that_rustdoc_accepts(pieces in prop::collection::vec(piece(), 0..30)) {
        let html = format!("<p>{}", pieces.concat());
        let lines = lines(&html);
        prop_assert!(faults(&lines).is_empty(), "{html:?}\n{}\n{:?}", lines.join("\n"), faults(&lines));
    }

    #[test]
    fn any_markdown_with_html_in_it_does_no_harm(pieces in prop::collection::vec(piece(), 0..30)) {
        lines(&pieces.concat());
    }
}
