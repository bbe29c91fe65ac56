//! Expressions and their trees, written as `(what of what)`.

use super::*;

fn shown(expr: &Expr) -> String {
    let two = |name: &str, a: &Expr, b: &Expr| format!("({name} {} {})", shown(a), shown(b));
    let all = |items: &[Expr]| items.iter().map(shown).collect::<Vec<_>>().join(" ");
    match &expr.kind {
        ExprKind::Current => "@".to_owned(),
        ExprKind::Member(name) => name.clone(),
        ExprKind::Literal(value) => value.to_string(),
        ExprKind::Sub(a, b) => two(".", a, b),
        ExprKind::Index(of, index) => format!("(at {} {index})", shown(of)),
        ExprKind::Slice(of, Slice { start, stop, step }) => {
            let part = |part: &Option<i64>| part.map_or(String::new(), |part| part.to_string());
            format!("(slice {} {}:{}:{})", shown(of), part(start), part(stop), part(step))
        }
        ExprKind::Flatten(of) => format!("(flat {})", shown(of)),
        ExprKind::Project(of, each) => two("each", of, each),
        ExprKind::Filter(of, condition, each) => {
            format!("(filter {} {} {})", shown(of), shown(condition), shown(each))
        }
        ExprKind::Values(of, each) => two("values", of, each),
        ExprKind::List(items) => format!("[{}]", all(items)),
        ExprKind::Hash(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{key}: {}", shown(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        ExprKind::Compare(comparison, a, b) => two(&comparison.to_string(), a, b),
        ExprKind::And(a, b) => two("&&", a, b),
        ExprKind::Or(a, b) => two("||", a, b),
        ExprKind::Not(of) => format!("(! {})", shown(of)),
        ExprKind::Pipe(a, b) => two("|", a, b),
        ExprKind::Call(name, arguments) => format!("{name}({})", all(arguments)),
        ExprKind::Reference(of) => format!("&{}", shown(of)),
    }
}

#[track_caller]
fn check(text: &str, tree: &str) {
    assert_eq!(parse(text).map(|expr| shown(&expr)), Ok(tree.to_owned()), "{text}");
}

#[test]
fn members_and_indices() {
    check("status", "status");
    check("a.b.c", "(. (. a b) c)");
    check(" a . \"b-c \\u00e9\" ", "(. a b-c é)");
    check("a[0]", "(at a 0)");
    check("a[-1].b", "(. (at a -1) b)");
    check("a.b[1][2]", "(. a (at (at b 1) 2))");
    check("[0]", "(at @ 0)");
    check("@", "@");
    check("Items.keys(@)", "(. Items keys(@))");
}

#[test]
fn what_is_asked_of_each_element() {
    check("a[*].b.c", "(each a (. b c))");
    check("a[].b", "(each (flat a) b)");
    check("[]", "(each (flat @) @)");
    check("[*]", "(each @ @)");
    check("a[].b[].c", "(each (flat (each (flat a) b)) c)");
    check("a[*].b[*].c", "(each a (each b c))");
    check("a[*][0]", "(each a (at @ 0))");
    check("a.*.b", "(values a b)");
    check("*.b.c", "(values @ (. b c))");
    check("a.*[]", "(each (flat (values a @)) @)");
    check("a.*.*", "(values a (values @ @))");
    check("a[1:2]", "(each (slice a 1:2:) @)");
    check("a[::-1].b", "(each (slice a ::-1) b)");
    check("a[?b == 'c'].d", "(filter a (== b \"c\") d)");
    check("a[?b][0]", "(filter a b (at @ 0))");
    check("a[?b] | [0]", "(| (filter a b @) (at @ 0))");
    check("Snapshots[].[A, B][]", "(each (flat (each (flat Snapshots) [A B])) @)");
}

#[test]
fn operators_by_their_precedence() {
    check("a || b && c", "(|| a (&& b c))");
    check("!a && b", "(&& (! a) b)");
    check("a == b || c != d", "(|| (== a b) (!= c d))");
    check("a | b || c", "(| a (|| b c))");
    check("(a || b) && c", "(&& (|| a b) c)");
    check("a[*].b || c", "(|| (each a b) c)");
    check("length(a[?b > `1`]) <= `2`", "(<= length((filter a (> b 1) @)) 2)");
    check(
        "length(services[?!(length(deployments) == `1` && runningCount == desiredCount)]) == `0`",
        "(== length((filter services (! (&& (== length(deployments) 1) (== runningCount desiredCount))) @)) 0)",
    );
}

#[test]
fn lists_objects_calls_and_literals() {
    check("[a, b.c]", "[a (. b c)]");
    check("a.[b, c]", "(. a [b c])");
    check("a.{b: c, \"d e\": f[0]}", "(. a {b: c, d e: (at f 0)})");
    check("not_null(a, `{\"b\": [1, null]}`, 'c')", "not_null(a {\"b\":[1,null]} \"c\")");
    check("f()", "f()");
    check("max_by(a, &b.c).d", "(. max_by(a &(. b c)) d)");
    check("'it\\'s'", "\"it's\"");
    check(r"'a\b\\'", r#""a\\b\\\\""#);
    check("` \"a\\`b\" `", "\"a`b\"");
}

#[test]
fn what_is_no_expression_says_where_and_why() {
    let said = |text: &str| parse(text).map(|expr| shown(&expr)).unwrap_err();
    for (text, at, message) in [
        ("", 0, "an expression should stand here, but it ends"),
        ("a.", 2, "a member should stand here, but it ends"),
        ("a b", 2, "the end should stand here, but there is something else"),
        ("a[", 2, "`]`, behind an index, a slice or `*`, should stand here, but it ends"),
        ("a[?b", 4, "`]` should stand here, but it ends"),
        ("'a", 0, "' is not closed"),
        ("a = b", 2, "`=` compares nothing; write `==`"),
        ("`a`", 0, "`a` is no JSON; a string in it needs quotes: 'text'"),
        ("a[0:1:0]", 1, "the step of a slice cannot be 0"),
        ("a.1", 2, "a member should stand here, but there is something else"),
        ("\"a\\x\"", 0, "\"a\\x\" is no name in quotes"),
        ("a[99999999999999999999]", 2, "`99999999999999999999` is no index"),
        ("é", 0, "'é' has no meaning here"),
    ] {
        assert_eq!(said(text), JmespathError::new(at, message), "{text}");
    }
}

#[test]
fn nothing_is_too_deep_or_too_odd_to_be_refused() {
    let many = |piece: &str| piece.repeat(100_000);
    let deep =
        [many("("), many("a."), many("a["), many("!"), many("["), many("a|"), many("f("), many("[]"), many("[?")];
    for text in
        deep.iter().map(String::as_str).chain(["a[::", "&a", "{", "a.&", "**", "@@", "[*", "-", "\"", "`", "a[-]"])
    {
        assert!(parse(text).is_err(), "{}", text.get(..20).unwrap_or(text));
    }
    assert!(parse(&many("a,")).is_err());
    assert!(parse(&format!("[{}a]", many("a,"))).is_ok());
    let pieces = [
        "a", ".", "[", "]", "*", "(", ")", "'", "`", "&", "|", "!", "=", "{", "}", ":", ",", "0", "-", "@", "?", "\"",
        "\\", "é",
    ];
    let mut state = 1_u32;
    for _ in 0..50_000 {
        let mut text = String::new();
        for _ in 0..state % 13 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(pieces[(state >> 16) as usize % pieces.len()]);
        }
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        if let Err(error) = parse(&text) {
            assert!(error.at <= text.len() && text.is_char_boundary(error.at), "{text}");
        }
    }
}
