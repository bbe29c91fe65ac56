//! A line of words, as the AWS CLI splits it.

/// Splits a line at blanks. Within single quotes everything stands for itself, within double quotes all but a backslash before
/// a quote or a backslash, elsewhere a backslash takes its meaning from the character behind it. On Windows, where paths are
/// full of them, a backslash counts only before a double quote, and single quotes do not count.
///
/// `None` when a quote is not closed, or nothing follows a backslash.
pub(super) fn split(line: &str, windows: bool) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (None, blank) if blank.is_ascii_whitespace() => {
                words.extend(word.take());
                continue;
            }
            (None, '"') => quote = Some('"'),
            (None, '\'') if !windows => quote = Some('\''),
            (Some(open), close) if open == close => quote = None,
            (None | Some('"'), '\\') => {
                let escapes = |next: &char| match (windows, quote) {
                    (true, _) => *next == '"',
                    (false, Some(_)) => matches!(next, '"' | '\\'),
                    (false, None) => true,
                };
                let escaped = characters.next_if(escapes);
                if escaped.is_none() && !windows && characters.peek().is_none() {
                    return None;
                }
                word.get_or_insert_default().push(escaped.unwrap_or('\\'));
                continue;
            }
            (_, other) => {
                word.get_or_insert_default().push(other);
                continue;
            }
        }
        // Quotes make a word even around nothing.
        word.get_or_insert_default();
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Option<Vec<String>> {
        split(line, false)
    }

    #[test]
    fn blanks_outside_of_quotes_split() {
        assert_eq!(words(" a  b\tc\n").unwrap(), ["a", "b", "c"]);
        assert_eq!(words(r#"a "b c" 'd "e"' f' g'h"#).unwrap(), ["a", "b c", r#"d "e""#, "f gh"]);
        assert_eq!(words(r#"a "" ''"#).unwrap(), ["a", "", ""]);
        assert_eq!(words("").unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_backslash_takes_away_the_meaning_of_what_follows() {
        assert_eq!(words(r#"a\ b \"c \\d 'e\f' "g\h\"\\""#).unwrap(), ["a b", "\"c", r"\d", r"e\f", r#"g\h"\"#]);
    }

    #[test]
    fn nothing_a_shell_would_do_is_done() {
        let line = "a $B `c` ~ * ; d > e | f && g #h";
        assert_eq!(words(line).unwrap().join(" "), line);
    }

    #[test]
    fn a_line_that_does_not_end_is_none() {
        for line in ["'a", "\"a", "a\\", "\"a\\\"", "a 'b\""] {
            assert_eq!(words(line), None, "{line}");
        }
    }

    #[test]
    fn on_windows_backslashes_are_for_paths() {
        let line = r#"C:\a\b.exe "C:\c d\e.exe" 'f g' \"h "i\"j" k\"#;
        let expected = [r"C:\a\b.exe", r"C:\c d\e.exe", "'f", "g'", "\"h", "i\"j", r"k\"];
        assert_eq!(split(line, true).unwrap(), expected);
    }
}
