//! Where a page's own words are: its main content, without what every page of the site repeats.
//!
//! Left out on purpose: scoring by link density and class names ("readability"). Help pages and shop pages
//! say where their content is, and a wrong guess loses an answer without a trace.

use std::collections::HashSet;

use scraper::{ElementRef, Html};

use super::element::{has_class, heading_level, named};

/// A candidate with fewer words than this is a shell that scripts would have filled.
const FEW_WORDS: usize = 20;

/// Elements that never hold words for a reader.
const NEVER: [&str; 28] = [
    "script", "style", "noscript", "template", "head", "nav", "svg", "math", "canvas", "iframe", "object",
    "embed", "audio", "video", "map", "input", "select", "textarea", "button", "option", "datalist", "meter",
    "progress", "dialog", "menu", "footer", "area", "portal",
];

/// Class names by which pages without the right elements mark their navigation.
const NAVIGATION: [&str; 18] = [
    "navheader",
    "navfooter",
    "nav",
    "navbar",
    "navigation",
    "breadcrumb",
    "breadcrumbs",
    "toc",
    "table-of-contents",
    "indexdiv",
    "skip-link",
    "sr-only",
    "visually-hidden",
    "cookie-banner",
    "cookie-consent",
    "sidebar",
    "pagination",
    "share-buttons",
];

/// Class names of asides that belong to the text: notes and warnings.
const NOTES: [&str; 8] =
    ["note", "tip", "warning", "caution", "important", "callout", "admonition", "starlight-aside"];

/// What part of a page is read, and what in it is left out.
pub(super) struct Region<'a> {
    /// The element that holds the page's own words.
    pub root: ElementRef<'a>,
    /// Whether the page itself marked it; else it is the whole body.
    marked: bool,
    /// Ids of what a control on the page folds away and shows again.
    folded: HashSet<&'a str>,
}

impl<'a> Region<'a> {
    /// Chooses the main content of `page`.
    pub(super) fn choose(page: &'a Html) -> Self {
        let all = page.root_element();
        let folded = all
            .descendent_elements()
            .filter_map(|e| e.attr("aria-controls"))
            .flat_map(str::split_whitespace)
            .collect();
        let body = all.child_elements().find(|e| named(*e, "body")).unwrap_or(all);
        match marked_content(body) {
            Some(root) => Self { root, marked: true, folded },
            None => Self { root: body, marked: false, folded },
        }
    }

    /// Whether `element` is left out, with all that is in it.
    pub(super) fn leaves_out(&self, element: ElementRef<'_>) -> bool {
        let name = element.value().name();
        match name {
            "header" => !self.marked && !inside_article(element),
            "aside" => !is_note(element),
            "form" => !holds_content(element),
            _ => {
                NEVER.contains(&name)
                    || matches!(
                        element.attr("role"),
                        Some("navigation" | "banner" | "contentinfo" | "search" | "dialog")
                    )
                    || NAVIGATION.iter().any(|class| has_class(element, class))
                    || self.is_hidden(element)
            }
        }
    }

    fn is_hidden(&self, element: ElementRef<'_>) -> bool {
        let style = element.attr("style").unwrap_or("").replace(' ', "").to_ascii_lowercase();
        let hidden = element.attr("hidden").is_some_and(|v| !v.eq_ignore_ascii_case("until-found"))
            || element.attr("aria-hidden").is_some_and(|v| v.eq_ignore_ascii_case("true"))
            || style.contains("display:none")
            || style.contains("visibility:hidden");
        // A folded answer in a list of questions is hidden too, but a click on its question shows it.
        hidden && !element.value().id().is_some_and(|id| self.folded.contains(id))
    }
}

/// The element by which the page marks its content: `main`, else `role=main`, else its only `article`.
fn marked_content(body: ElementRef<'_>) -> Option<ElementRef<'_>> {
    let enough =
        |e: &ElementRef<'_>| e.text().flat_map(str::split_whitespace).take(FEW_WORDS).count() == FEW_WORDS;
    let main = || body.descendent_elements().filter(|e| named(*e, "main")).find(enough);
    let role = || body.descendent_elements().filter(|e| e.attr("role") == Some("main")).find(enough);
    let article = || {
        let mut outer = body.descendent_elements().filter(|e| {
            named(*e, "article") && !e.ancestors().filter_map(ElementRef::wrap).any(|a| named(a, "article"))
        });
        let first = outer.next()?;
        outer.next().is_none().then_some(first)
    };
    main().or_else(role).or_else(|| article().filter(enough))
}

fn inside_article(element: ElementRef<'_>) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|a| named(a, "article") || named(a, "section"))
}

/// Whether the element is a box in the text, such as a warning.
pub(super) fn is_note(element: ElementRef<'_>) -> bool {
    element.attr("role") == Some("note") || NOTES.iter().any(|class| has_class(element, class))
}

/// Some frameworks wrap the whole page in a form; one with headings or paragraphs is such a wrapper.
fn holds_content(form: ElementRef<'_>) -> bool {
    let mut paragraphs = 0;
    form.descendent_elements().any(|e| {
        paragraphs += usize::from(named(e, "p"));
        paragraphs > 3 || matches!(heading_level(e), Some(1 | 2))
    })
}
