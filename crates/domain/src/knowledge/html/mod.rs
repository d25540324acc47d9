//! HTML pages: bytes to a [`Document`], and the links a crawler follows.
//!
//! Left out on purpose: scripts are not run, so a page that only scripts fill is empty here.

mod charset;
mod depth;
mod element;
mod list;
mod reader;
mod region;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use charset::decode;

use scraper::{ElementRef, Html};
use url::Url;

use super::document::Document;
use super::skipped::Unread;
use element::{folded_text, heading_level, named};
use reader::{Page, Reader, heading_text};
use region::Region;

use crate::language;

/// Between a page's own title and the site's name.
const TITLE_SEPARATORS: [&str; 8] = [" | ", " - ", " – ", " — ", " · ", " « ", " » ", " :: "];

/// What was read from an HTML page.
#[derive(Debug)]
pub struct HtmlPage {
    /// The page's content, or why it has none.
    pub document: Result<Document, Unread>,
    /// Where the page leads by `http` or `https`, without fragments, in order; empty when it asks not to be
    /// followed.
    pub links: Vec<Url>,
}

/// Reads an HTML page. `url` is where it was found: relative links are joined to it, or else to the page's
/// canonical address. `charset` is what the
/// server said of its encoding.
pub fn read(bytes: &[u8], url: Option<&Url>, charset: Option<&str>) -> HtmlPage {
    match decode(bytes, charset) {
        Ok(text) => read_text(&text, url),
        Err(why) => HtmlPage { document: Err(why), links: Vec::new() },
    }
}

/// The words of a piece of HTML, such as a product's description, a line for each paragraph.
pub fn plain_text(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    if depth::is_hopeless(html) {
        return String::new();
    }
    let page = Html::parse_document(html);
    let region = Region::choose(&page);
    let mut reader = Reader::new(Page { region: &region, base: None, title: None });
    reader.children(region.root);
    let mut lines = Vec::new();
    for section in reader.finish() {
        lines.extend(section.headings.last().cloned());
        lines.extend(section.content.iter().map(super::document::Content::plain_text));
    }
    lines.join("\n")
}

fn read_text(text: &str, url: Option<&Url>) -> HtmlPage {
    if depth::is_hopeless(text) {
        return HtmlPage { document: Err(Unread::TooDeep), links: Vec::new() };
    }
    let page = Html::parse_document(text);
    let said_base = elements(&page, "base").find_map(|e| e.attr("href"));
    let base = match (said_base, url) {
        (Some(href), Some(url)) => url.join(href).ok().or_else(|| Some(url.clone())),
        (Some(href), None) => Url::parse(href).ok(),
        (None, Some(url)) => Some(url.clone()),
        (None, None) => canonical(&page, None).and_then(|url| Url::parse(&url).ok()),
    };
    let robots = Robots::of(&page);
    let links = if robots.follow { links(&page, base.as_ref()) } else { Vec::new() };
    let document = match robots.index {
        true => document(&page, base.as_ref()),
        false => Err(Unread::NoIndex),
    };
    HtmlPage { document, links }
}

fn document(page: &Html, base: Option<&Url>) -> Result<Document, Unread> {
    let region = Region::choose(page);
    let (title, title_heading) = title(page, &region);
    let mut reader = Reader::new(Page { region: &region, base, title: title_heading });
    reader.children(region.root);
    let sections = reader.finish();
    if sections.is_empty() {
        let deep = |e: ElementRef<'_>| e.ancestors().nth(reader::DEEPEST).is_some();
        let is_deep = region.root.descendent_elements().any(deep);
        return Err(if is_deep { Unread::TooDeep } else { Unread::Empty });
    }
    let language = page.root_element().attr("lang").and_then(language::from_tag);
    Ok(Document { title, url: canonical(page, base), language, sections })
}

fn elements<'a>(page: &'a Html, name: &'a str) -> impl Iterator<Item = ElementRef<'a>> {
    page.root_element().descendent_elements().filter(move |e| named(*e, name))
}

/// The page's title, and the heading that says it.
fn title<'a>(page: &'a Html, region: &Region<'a>) -> (String, Option<ElementRef<'a>>) {
    let said = elements(page, "title").next().map(folded_text).unwrap_or_default();
    let mut headings = region
        .root
        .descendent_elements()
        .filter(|e| heading_level(*e).is_some() && !heading_text(*e).is_empty())
        .filter(|e| !left_out(*e, region));
    let first = headings.next();
    if let Some(first) = first.filter(|h| says_title(&heading_text(*h), &said)) {
        return (heading_text(first), Some(first));
    }
    let main = first.into_iter().chain(headings).find(|h| heading_level(*h) == Some(1));
    if let Some(main) = main {
        return (heading_text(main), Some(main));
    }
    let outside = elements(page, "h1").map(heading_text).find(|h| says_title(h, &said));
    let first_words = || first.map(heading_text).unwrap_or_default();
    (outside.unwrap_or_else(|| if said.is_empty() { first_words() } else { said }), None)
}

fn left_out<'a>(element: ElementRef<'a>, region: &Region<'a>) -> bool {
    let inside = element.ancestors().filter_map(ElementRef::wrap).take_while(|a| *a != region.root);
    region.leaves_out(element) || inside.into_iter().any(|a| region.leaves_out(a))
}

/// Whether a heading says what `<title>` says, with or without the site's name.
fn says_title(heading: &str, title: &str) -> bool {
    let same = |part: &str| part.trim().to_lowercase() == heading.to_lowercase();
    !heading.is_empty()
        && (same(title) || TITLE_SEPARATORS.iter().any(|s| title.split(s).next().is_some_and(same)))
}

fn canonical(page: &Html, base: Option<&Url>) -> Option<String> {
    let link = elements(page, "link").find(|e| {
        e.attr("rel").is_some_and(|rel| rel.split_whitespace().any(|r| r.eq_ignore_ascii_case("canonical")))
    })?;
    let href = link.attr("href")?.trim();
    let url = base.map_or_else(|| Url::parse(href), |base| base.join(href)).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

fn links(page: &Html, base: Option<&Url>) -> Vec<Url> {
    let follow = |e: &ElementRef<'_>| !e.attr("rel").is_some_and(|rel| rel.contains("nofollow"));
    let hrefs = elements(page, "a").filter(follow).filter_map(|e| e.attr("href").map(str::trim));
    let mut links: Vec<Url> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for href in hrefs {
        let url = base.map_or_else(|| Url::parse(href), |base| base.join(href));
        let Ok(mut url) = url else { continue };
        url.set_fragment(None);
        if matches!(url.scheme(), "http" | "https") && seen.insert(url.clone()) {
            links.push(url);
        }
    }
    links
}

/// What a page asks of robots.
struct Robots {
    index: bool,
    follow: bool,
}

impl Robots {
    fn of(page: &Html) -> Self {
        let mut robots = Self { index: true, follow: true };
        let asked = elements(page, "meta")
            .filter(|e| e.attr("name").is_some_and(|n| n.eq_ignore_ascii_case("robots")))
            .filter_map(|e| e.attr("content"));
        for word in asked.flat_map(|c| c.split(',')) {
            match word.trim().to_ascii_lowercase().as_str() {
                "noindex" => robots.index = false,
                "nofollow" => robots.follow = false,
                "none" => robots = Self { index: false, follow: false },
                _ => {}
            }
        }
        robots
    }
}
