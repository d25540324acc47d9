//! What a line is, told from as few of its first characters as can be.
//!
//! Left out: what stands around the line, beyond whether it may go on with a paragraph.

/// A line's kind is decided at the latest when it has this many bytes: then it is text.
const LONGEST_START: usize = 200;
/// A longer number at a line's start is a year or an amount and not an item's number.
const LONGEST_NUMBER: usize = 3;

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing stands in it.
    Blank,
    /// Words, from this offset.
    Text(usize),
    /// A heading, whose words begin at this offset.
    Heading(usize),
    /// An item of a list: its number, if it has one, and where its words begin.
    Item(String, usize),
    /// A line that separates, or the line below a table's heads.
    Rule,
    /// A row of a table begins at this offset, or a line that only looks like one.
    Pipe(usize),
    /// Opens code: the sign and how many there are at least.
    Fence(char, usize),
}

/// What `line` is and by how many columns it is indented; `None` when more of it must be seen.
pub(super) fn classify(line: &str, whole: bool, in_paragraph: bool) -> Option<(usize, Kind)> {
    let mut at = 0;
    loop {
        let rest = line[at..].trim_start();
        let indent = line[at..].len() - rest.len();
        at += indent;
        let kind = match rest.chars().next() {
            None => whole.then_some(Kind::Blank),
            Some('>') => {
                at += 1;
                continue;
            }
            Some(sign) => of_sign(rest, sign, whole, in_paragraph),
        };
        let kind = match kind {
            None if line.len() > LONGEST_START => Some(Kind::Text(0)),
            kind => kind,
        };
        return kind.map(|kind| (indent, shifted(kind, at)));
    }
}

fn shifted(kind: Kind, by: usize) -> Kind {
    match kind {
        Kind::Text(at) => Kind::Text(at + by),
        Kind::Heading(at) => Kind::Heading(at + by),
        Kind::Item(number, at) => Kind::Item(number, at + by),
        Kind::Pipe(at) => Kind::Pipe(at + by),
        kind => kind,
    }
}

fn of_sign(rest: &str, sign: char, whole: bool, in_paragraph: bool) -> Option<Kind> {
    match sign {
        '#' => heading(rest, whole),
        '-' | '*' | '+' | '=' | '_' | ':' => rule_or_bullet(rest, sign, whole, in_paragraph),
        '|' => Some(Kind::Pipe(0)),
        '`' | '~' => fence(rest, sign, whole),
        sign if sign.is_ascii_digit() => number(rest, whole, in_paragraph),
        _ => Some(Kind::Text(0)),
    }
}

fn heading(rest: &str, whole: bool) -> Option<Kind> {
    let level = rest.len() - rest.trim_start_matches('#').len();
    match rest[level..].chars().next() {
        _ if level > 6 => Some(Kind::Text(0)),
        None if whole => Some(Kind::Blank),
        None => None,
        Some(c) if c.is_whitespace() => Some(Kind::Heading(level)),
        Some(_) => Some(Kind::Text(0)),
    }
}

fn fence(rest: &str, sign: char, whole: bool) -> Option<Kind> {
    let count = rest.len() - rest.trim_start_matches(sign).len();
    match rest[count..].chars().next() {
        None if !whole => None,
        _ if count >= 3 => Some(Kind::Fence(sign, count)),
        _ => Some(Kind::Text(0)),
    }
}

fn number(rest: &str, whole: bool, in_paragraph: bool) -> Option<Kind> {
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > LONGEST_NUMBER {
        return Some(Kind::Text(0));
    }
    let mut behind = rest[digits..].chars();
    match (behind.next(), behind.next()) {
        (None, _) | (Some('.' | ')'), None) => whole.then_some(Kind::Text(0)),
        // In a paragraph only a list's first item can begin: "… in\n17. place" goes on with the sentence.
        (Some('.' | ')'), Some(c)) if c.is_whitespace() && (!in_paragraph || &rest[..digits] == "1") => {
            Some(Kind::Item(format!("{} ", &rest[..=digits]), digits + 1))
        }
        _ => Some(Kind::Text(0)),
    }
}

/// A bullet, a line of signs, or text. Signs alone are waited for: `* * *` is no item.
fn rule_or_bullet(rest: &str, sign: char, whole: bool, in_paragraph: bool) -> Option<Kind> {
    let of_rule =
        |c: char| c == sign || c.is_whitespace() || (matches!(sign, '-' | ':') && "-:|".contains(c));
    if rest.chars().all(of_rule) {
        return whole.then(|| {
            let signs = rest.chars().filter(|c| *c == sign).count();
            let bullet = matches!(sign, '-' | '*' | '+') && rest.trim().len() == 1;
            match sign {
                _ if bullet => Kind::Blank,
                '-' | ':' if rest.contains('|') && rest.contains('-') => Kind::Rule,
                '=' | '-' if in_paragraph => Kind::Rule,
                '-' | '*' | '_' if signs >= 3 => Kind::Rule,
                _ => Kind::Text(0),
            }
        });
    }
    // Markers behind markers are lists in lists, which lie flat here.
    let mut at = 0;
    loop {
        let mut chars = rest[at..].chars();
        match (chars.next(), chars.next()) {
            (Some('-' | '*' | '+'), Some(c)) if c.is_whitespace() => {
                at += rest[at + 1..].len() - rest[at + 1..].trim_start().len() + 1;
            }
            _ => break,
        }
    }
    Some(if at > 0 { Kind::Item(String::new(), at) } else { Kind::Text(0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_known_by_its_first_characters() {
        for (line, whole, kind) in [
            ("", true, Some(Kind::Blank)),
            ("> > ", true, Some(Kind::Blank)),
            ("w", false, Some(Kind::Text(0))),
            ("> w", false, Some(Kind::Text(2))),
            ("##", false, None),
            ("## t", false, Some(Kind::Heading(2))),
            ("#tag", false, Some(Kind::Text(0))),
            ("-", false, None),
            ("- ", false, None),
            ("- x", false, Some(Kind::Item(String::new(), 2))),
            ("* **b", false, Some(Kind::Item(String::new(), 2))),
            ("- - x", false, Some(Kind::Item(String::new(), 4))),
            ("**b", false, Some(Kind::Text(0))),
            ("-5", false, Some(Kind::Text(0))),
            ("* * *", true, Some(Kind::Rule)),
            ("---|:-:", true, Some(Kind::Rule)),
            ("2.", false, None),
            ("2. x", false, Some(Kind::Item("2. ".into(), 2))),
            ("2.5", false, Some(Kind::Text(0))),
            ("2026. x", false, Some(Kind::Text(0))),
            ("| a", false, Some(Kind::Pipe(0))),
            ("~~", false, None),
            ("~~x", false, Some(Kind::Text(0))),
            ("```rust", false, Some(Kind::Fence('`', 3))),
        ] {
            assert_eq!(classify(line, whole, false).map(|(_, kind)| kind), kind, "{line:?}");
        }
    }

    #[test]
    fn in_a_paragraph_only_a_first_number_opens_a_list() {
        assert_eq!(classify("17. place", false, true).unwrap().1, Kind::Text(0));
        assert!(matches!(classify("1. one", false, true).unwrap().1, Kind::Item(..)));
    }
}
