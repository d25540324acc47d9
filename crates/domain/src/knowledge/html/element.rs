//! Small questions to ask of an element.

use scraper::{CaseSensitivity, ElementRef};

/// Elements that flow with the words around them; all others begin a line of their own.
const INLINE: [&str; 36] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "label", "mark", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
];

/// Whether the element is a `name`.
pub(super) fn named(element: ElementRef<'_>, name: &str) -> bool {
    element.value().name() == name
}

/// Whether `class` is among the element's classes.
pub(super) fn has_class(element: ElementRef<'_>, class: &str) -> bool {
    element.value().has_class(class, CaseSensitivity::AsciiCaseInsensitive)
}

/// Whether the element flows with the words around it.
pub(super) fn is_inline(element: ElementRef<'_>) -> bool {
    INLINE.contains(&element.value().name())
}

/// 1 to 6 for `h1` to `h6`.
pub(super) fn heading_level(element: ElementRef<'_>) -> Option<u8> {
    match element.value().name() {
        "h1" => Some(1),
        "h2" => Some(2),
        "h3" => Some(3),
        "h4" => Some(4),
        "h5" => Some(5),
        "h6" => Some(6),
        _ => None,
    }
}

/// Whether any of `names` is somewhere within the element.
pub(super) fn contains(element: ElementRef<'_>, names: &[&str]) -> bool {
    element.descendent_elements().any(|e| e != element && names.contains(&e.value().name()))
}

/// The element's words on one line.
pub(super) fn folded_text(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
