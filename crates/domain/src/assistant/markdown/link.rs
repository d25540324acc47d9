//! Links in the source: `[words](address)`, `<address>` and addresses that stand bare.
//!
//! Left out: whether a link may be shown, which the facts decide.

use parlour_model::part::Span;

use super::inline::Step;

/// The longest words of a link, in bytes of source.
const LONGEST_WORDS: usize = 400;
/// The longest address.
const LONGEST_ADDRESS: usize = 2_000;

/// What a bracket opens.
pub(super) enum Bracket<'a> {
    /// More must be seen.
    Wait,
    /// Nothing: it is text.
    None,
    /// A link.
    Link { text: &'a str, url: String, taken: usize },
}

/// Reads `[words](address "title")` at the start of `rest`.
pub(super) fn bracketed(rest: &str, ended: bool) -> Bracket<'_> {
    let open = |limit| if ended || rest.len() > limit { Bracket::None } else { Bracket::Wait };
    let Some(close) = matching(rest, '[', ']', LONGEST_WORDS) else {
        return open(LONGEST_WORDS);
    };
    match rest[close + 1..].chars().next() {
        None => return open(LONGEST_WORDS + 1),
        Some('(') => {}
        Some(_) => return Bracket::None,
    }
    let target = &rest[close + 1..];
    let Some(end) = matching(target, '(', ')', LONGEST_ADDRESS) else {
        return if ended || target.len() > LONGEST_ADDRESS { Bracket::None } else { Bracket::Wait };
    };
    Bracket::Link { text: &rest[1..close], url: address(&target[1..end]), taken: close + 1 + end + 1 }
}

/// Where the bracket that `text` begins with is closed.
fn matching(text: &str, open: char, close: char, limit: usize) -> Option<usize> {
    let (mut depth, mut escaped) = (0_usize, false);
    for (at, c) in text.char_indices().take_while(|(at, _)| *at <= limit) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == open => depth += 1,
            c if c == close => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// The address of `address "title"` or `<address>`.
fn address(target: &str) -> String {
    let target = target.trim();
    let address = match target.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        Some((inside, _)) => inside,
        None => target.split_whitespace().next().unwrap_or_default(),
    };
    let mut plain = String::with_capacity(address.len());
    let mut chars = address.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation) {
            continue;
        }
        plain.push(c);
    }
    plain.replace("&amp;", "&")
}

/// Reads `<https://…>` or a mail address between points.
pub(super) fn pointed(rest: &str, ended: bool) -> Step {
    let stop = rest[1..].find(|c: char| c.is_whitespace() || matches!(c, '<' | '>')).map(|at| at + 1);
    let Some(stop) = stop.filter(|at| *at <= LONGEST_ADDRESS) else {
        return if ended || rest.len() > LONGEST_ADDRESS { Step::Literal } else { Step::Wait };
    };
    let inside = &rest[1..stop];
    if !rest[stop..].starts_with('>') {
        return Step::Literal;
    }
    if is_web(inside) {
        return Step::Spans(vec![Span::link(inside, inside)], stop + 1);
    }
    let mail = inside.strip_prefix("mailto:").unwrap_or(inside);
    match mail.split_once('@') {
        Some((name, host))
            if !name.is_empty() && host.contains('.') && !mail.contains(['/', ':', '"', '=']) =>
        {
            Step::Spans(vec![Span::text(mail)], stop + 1)
        }
        _ => Step::Literal,
    }
}

/// Reads an address that stands bare.
pub(super) fn bare(rest: &str, ended: bool) -> Step {
    if !is_web(rest) {
        let lower = rest.get(..rest.len().min(8)).unwrap_or(rest).to_ascii_lowercase();
        let may_be = "https://".starts_with(&lower) || "http://".starts_with(&lower);
        return if may_be && !ended { Step::Wait } else { Step::Literal };
    }
    let stop = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '|' | '”' | '»'));
    let stop = match stop {
        None if !ended && rest.len() <= LONGEST_ADDRESS => return Step::Wait,
        stop => stop.unwrap_or(rest.len()),
    };
    let mut end = stop.min(LONGEST_ADDRESS);
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    let url = trimmed(&rest[..end]);
    if url.len() <= "https://".len() {
        return Step::Literal;
    }
    Step::Spans(vec![Span::link(url, url)], url.len())
}

/// An address without the punctuation of the sentence behind it.
fn trimmed(url: &str) -> &str {
    let mut url = url;
    // A mark or bracket inside ends it, so that `**https://x.example/**` and `[https://x/](…` read well.
    if let Some(at) = url.find(['[', ']']).filter(|at| *at > 8) {
        url = &url[..at];
    }
    loop {
        let Some(last) = url.chars().next_back() else { return url };
        let closes = last == ')' && url.matches(')').count() > url.matches('(').count();
        if !closes && !matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' | '…' | '’')
        {
            return url;
        }
        url = &url[..url.len() - last.len_utf8()];
    }
}

fn is_web(text: &str) -> bool {
    let begins = |scheme: &str| text.get(..scheme.len()).is_some_and(|t| t.eq_ignore_ascii_case(scheme));
    begins("https://") || begins("http://")
}
