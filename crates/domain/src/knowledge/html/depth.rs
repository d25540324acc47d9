//! How deep a page's elements are nested, told before it is parsed: the parser looks through all open elements for each
//! tag, which takes a hostile page of half a megabyte a quarter of a minute.

/// Deeper than any page that can be read; the parser copes with this many.
const DEEPEST: usize = 4096;

/// Elements that end without an end tag, or never hold others.
const NOT_NESTED: [&str; 32] = [
    "area", "base", "body", "br", "caption", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "html",
    "img", "input", "li", "link", "meta", "optgroup", "option", "p", "param", "rp", "rt", "source", "tbody",
    "td", "tfoot", "th", "thead", "tr", "wbr",
];

/// Elements whose content is no markup.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// Whether the page is nested too deep to be parsed.
pub(super) fn is_hopeless(html: &str) -> bool {
    let (mut depth, mut rest) = (0usize, html);
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end..]);
            continue;
        }
        let (closes, tag) = rest.strip_prefix('/').map_or((false, rest), |tag| (true, tag));
        let name = &tag[..tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len())];
        let is = |names: &[&str]| names.iter().any(|other| other.eq_ignore_ascii_case(name));
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || is(&NOT_NESTED) {
            continue;
        }
        if is(&RAW) {
            rest = if closes { tag } else { behind(tag, name) };
        } else if closes {
            depth = depth.saturating_sub(1);
        } else {
            depth += 1;
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

/// What follows the end tag of a raw element.
fn behind<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        if rest.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name)) {
            return rest;
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_nested_counts() {
        for (html, hopeless) in [
            ("<div>".repeat(50_000), true),
            ("<DIV class=a>".repeat(5_000), true),
            ("<span><b>".repeat(2_100), true),
            ("<div>".repeat(4_000), false),
            ("<div><p>a</div>".repeat(50_000), false),
            ("<li>a<br><img src=x>".repeat(50_000), false),
            (format!("<script>{}</script>", "'<div>'+".repeat(50_000)), false),
            (format!("<!-- {} -->", "<div>".repeat(50_000)), false),
            ("1 < 2 <".repeat(50_000), false),
            (format!("<script>{}", "</s".repeat(50_000)), false),
        ] {
            assert_eq!(is_hopeless(&html), hopeless, "{}", &html[..40]);
        }
    }
}
