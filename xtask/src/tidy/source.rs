//! Just enough of Rust's and TypeScript's spelling: code without its comments and texts, and words of names.

/// The code with comments and the insides of texts blanked. Lines stay where they are.
pub(super) fn bare(code: &str) -> String {
    let chars: Vec<char> = code.chars().collect();
    let (mut out, mut at) = (String::with_capacity(code.len()), 0);
    while let Some(&c) = chars.get(at) {
        let end = match (c, chars.get(at + 1)) {
            ('/', Some('/')) => line_end(&chars, at),
            ('/', Some('*')) => comment_end(&chars, at),
            ('r', Some('"' | '#')) if !is_word_before(&chars, at) => raw_end(&chars, at),
            ('"', _) => text_end(&chars, at, '"'),
            ('\'', Some('\\')) => text_end(&chars, at, '\''),
            ('\'', Some(_)) if chars.get(at + 2) == Some(&'\'') => at + 3,
            _ => at,
        };
        if end == at {
            out.push(c);
            at += 1;
        } else {
            let blank = |c: &char| if *c == '\n' { '\n' } else { ' ' };
            out.extend(chars[at..end.min(chars.len())].iter().map(blank));
            at = end;
        }
    }
    out
}

/// The words of a name, in lower case: `HttpClient_pool` has `http`, `client` and `pool`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before_upper = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && !before_upper) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        before_upper = c.is_uppercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The name that begins here, or nothing.
pub(super) fn name_at(code: &str) -> &str {
    let end = code.find(|c: char| !is_name(c)).unwrap_or(code.len());
    &code[..end]
}

/// Whether the character may stand in a name.
pub(super) fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The line number of a byte offset, from one.
pub(super) fn line_of(code: &str, offset: usize) -> usize {
    code[..offset].matches('\n').count() + 1
}

fn is_word_before(chars: &[char], at: usize) -> bool {
    at > 0 && is_name(chars[at - 1]) && chars[at - 1] != 'b'
}

fn line_end(chars: &[char], at: usize) -> usize {
    chars[at..].iter().position(|c| *c == '\n').map_or(chars.len(), |length| at + length)
}

/// Comments nest in Rust; in TypeScript nobody writes one into another.
fn comment_end(chars: &[char], start: usize) -> usize {
    let (mut depth, mut at) = (0_usize, start);
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

fn text_end(chars: &[char], start: usize, quote: char) -> usize {
    let mut at = start + 1;
    while let Some(&c) = chars.get(at) {
        match c {
            '\\' => at += 2,
            c if c == quote => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// The end of `r"…"` or `r##"…"##`; where it starts when that is a name such as `r#type`.
fn raw_end(chars: &[char], start: usize) -> usize {
    let hashes = chars[start + 1..].iter().take_while(|c| **c == '#').count();
    if chars.get(start + 1 + hashes) != Some(&'"') {
        return start;
    }
    let closes =
        |at: &usize| chars[*at] == '"' && chars[at + 1..].iter().take_while(|c| **c == '#').count() >= hashes;
    (start + hashes + 2..chars.len()).find(closes).map_or(chars.len(), |at| at + 1 + hashes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_texts_are_blanked() {
        let code = "a // x\n/* x /* x */ x */ b \"x \\\" x\" c r#\"x \" x\"# d 'x' e '\\'' f &'a g";
        let bare = bare(code);
        assert!(!bare.contains('x'), "{bare}");
        assert_eq!(bare.split_whitespace().collect::<Vec<_>>(), ["a", "b", "c", "d", "e", "f", "&'a", "g"]);
        assert_eq!(bare.matches('\n').count(), 1);
    }

    #[test]
    fn raw_names_and_byte_texts_are_told_apart() {
        assert_eq!(bare("r#type for"), "r#type for");
        assert!(!bare("br\"x\" b\"x\"").contains('x'));
    }

    #[test]
    fn an_open_end_is_no_trouble() {
        for open in ["/* x", "\"x", "r#\"x", "'\\"] {
            bare(open);
        }
    }

    #[test]
    fn names_fall_into_words() {
        assert_eq!(words("HttpClient_pool"), ["http", "client", "pool"]);
        assert_eq!(words("http-client.test"), ["http", "client", "test"]);
        assert_eq!(words("commons"), ["commons"]);
    }
}
