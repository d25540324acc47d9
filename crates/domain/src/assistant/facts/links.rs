//! Addresses: which may be linked, and what in plain words is one.

use std::ops::Range;

use url::{Host, Url};

use super::known::Addresses;
use super::words::{self, CALL};
use super::{Facts, Why};

/// The address of a web page, without tricks: no name before the host, no bare number as host.
pub(super) fn web(url: &str) -> Option<Url> {
    let url = Url::parse(url.trim()).ok()?;
    let plain =
        matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    plain.then_some(url)
}

/// The host in lower case, without `www.`, with its port when it has one of its own.
pub(super) fn host(url: &Url) -> Option<String> {
    let host = match url.host()? {
        Host::Domain(domain) => domain.trim_end_matches('.').to_ascii_lowercase(),
        other => other.to_string(),
    };
    let host = host.strip_prefix("www.").unwrap_or(&host).to_owned();
    Some(url.port().map_or(host.clone(), |port| format!("{host}:{port}")))
}

/// An address without what does not change where it leads.
pub(super) fn normal(url: &Url) -> String {
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}{}{query}", host(url).unwrap_or_default(), url.path().trim_end_matches('/'))
}

/// The host and folder of an address.
pub(super) fn folder(url: &Url) -> String {
    let path = url.path().trim_end_matches('/');
    let folder = path.rfind('/').map_or("", |at| &path[..at]);
    format!("{}{folder}", host(url).unwrap_or_default())
}

const PRODUCT_FOLDERS: &str = "product products p item items produkt produkte produkter produkten vare varer artikel article articles \
    producto productos produit produits dp shop buy";

impl Addresses {
    /// Whether `url` may be linked.
    pub(super) fn allow(&self, url: &str) -> bool {
        let Some(url) = web(url) else { return false };
        if self.known.contains(&normal(&url)) {
            return true;
        }
        let known_host = host(&url).is_some_and(|host| self.hosts.contains(&host));
        let named_host = matches!(url.host(), Some(Host::Domain(_)));
        let mut segments = url.path().split('/').map(str::to_ascii_lowercase);
        let of_product = self.folders.contains(&folder(&url))
            || self.folders.contains(&folder_of_folder(&url))
            || segments.any(|segment| words::among(PRODUCT_FOLDERS, &segment));
        let rest = url.as_str()[url.scheme().len() + 3..].to_ascii_lowercase();
        let leads_on = rest.contains("//") || rest.contains("%2f%2f") || rest.contains("=www.");
        known_host && named_host && !of_product && !leads_on && url.query().is_none()
    }
}

/// The folder of an address whose last part may be a variant.
fn folder_of_folder(url: &Url) -> String {
    let folder = folder(url);
    match folder.rfind('/') {
        Some(at) => folder[..at].to_owned(),
        None => "/".to_owned(),
    }
}

/// Whether a link's words are an address themselves.
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim();
    !text.contains(char::is_whitespace) && (text.contains("://") || domain(text).is_some())
}

/// Whether words that are an address name the same as `url`.
pub(super) fn names_same(text: &str, url: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', ',', '…']);
    let full = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    match (web(&full), web(url)) {
        (Some(shown), Some(target)) => {
            normal(&shown) == normal(&target) || (host(&shown) == host(&target) && shown.path() == "/")
        }
        _ => false,
    }
}

const ENDINGS: &str = "com net org io dk de se nl fr es eu uk shop info biz example co app dev ru cn xyz top online site store no fi pl it \
    ch at be me ly link click test us ca ai";

/// The length of the host that `text` begins with.
fn domain(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(text.len());
    let host = text[..end].trim_end_matches(['.', '-']);
    let (name, ending) = host.rsplit_once('.')?;
    let path = text[host.len()..].starts_with(['/', ':']) && !text[host.len()..].starts_with(": ");
    let lower = ending.to_lowercase();
    let letters = ending.chars().count() >= 2 && ending.chars().all(char::is_alphabetic);
    let numbers = host.split('.').count() == 4 && host.split('.').all(|part| part.parse::<u8>().is_ok());
    if numbers && path {
        return Some(host.len());
    }
    // "Good.It is": a sentence begins there.
    let begins = !path
        && ending.len() == 2
        && ending.chars().zip(lower.chars()).map(|(a, b)| a != b).eq([true, false]);
    let known = words::among(ENDINGS, &lower) && !begins
        || lower.starts_with("xn--")
        || text[host.len()..].starts_with('/') && letters
        || text.to_lowercase().starts_with("www.");
    (known && !name.is_empty() && !name.starts_with('.') && name.chars().any(char::is_alphabetic))
        .then_some(host.len())
}

/// Addresses, mail addresses and phone numbers in plain words that may not be said.
pub(super) fn offences(text: &str, facts: &Facts) -> Vec<(Range<usize>, Why)> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let start = at + (word.len() - word.trim_start_matches(['(', '"', '\'', '«', '“', '[', '<']).len());
        let shown = text[start..at + word.len()].trim_end();
        let shown =
            shown.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '\'', '»', '”', ']', '>']);
        at += word.len();
        let range = start..start + shown.len();
        let lower = shown.to_lowercase();
        let script = lower.starts_with("javascript:")
            || lower.starts_with("vbscript:")
            || lower.starts_with("data:text");
        if let Some((name, host)) = shown.split_once('@') {
            if !host.is_empty() && (host.contains('.') || !name.is_empty()) && !facts.has_contact(&lower) {
                found.push((range, Why::Contact));
            }
        } else if script || lower.contains("//") || lower.starts_with("http:") || lower.starts_with("https:")
        {
            if !facts.addresses.allow(shown) {
                found.push((range, Why::Link));
            }
        } else if domain(shown).is_some() && !facts.addresses.allow(&format!("https://{shown}")) {
            found.push((range, Why::Link));
        }
    }
    phones(text, facts, &mut found);
    found
}

fn phones(text: &str, facts: &Facts, found: &mut Vec<(Range<usize>, Why)>) {
    let plain: Vec<(usize, char)> = text.char_indices().collect();
    let asked = text.split(|c: char| !c.is_alphabetic()).any(|word| words::has(&CALL, &word.to_lowercase()));
    let mut i = 0;
    while i < plain.len() {
        let opens = plain[i].1.is_numeric() || matches!(plain[i].1, '+' | '(');
        if !opens {
            i += 1;
            continue;
        }
        let mut end = i;
        while end < plain.len() && (plain[end].1.is_numeric() || " -()./+\u{a0}–".contains(plain[end].1)) {
            end += 1;
        }
        let last = (i..end).rev().find(|at| plain[*at].1.is_numeric());
        let digits: String = plain[i..end].iter().map(|(_, c)| *c).filter(|c| c.is_numeric()).collect();
        let has_point = last.is_some_and(|last| plain[i..last].iter().any(|(_, c)| ".-/".contains(*c)));
        let abroad = plain[i].1 == '+' || digits.starts_with("00");
        let long = digits.chars().count();
        if let Some(last) = last
            && ((abroad && long >= 7)
                || (digits.starts_with('0') && !has_point && long >= 8)
                || (asked && long >= 6)
                || long >= 10 && plain[i].1 == '(')
            && !facts.has_number(&digits)
        {
            let end = plain[last].0 + plain[last].1.len_utf8();
            found.push((plain[i].0..end, Why::Contact));
        }
        i = end.max(i + 1);
    }
}
