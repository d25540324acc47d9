//! Sitemaps: lists of addresses, and lists of such lists.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};
use url::Url;

use super::super::is_web_address;

/// What is in a sitemap, as far as it could be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sitemap {
    /// What its addresses lead to.
    pub(super) kind: Kind,
    /// The addresses.
    pub(super) urls: Vec<Url>,
    /// What stands where an address should, and is none.
    pub(super) unreadable: Vec<String>,
    /// Why there may be more in it than was read; `None` when it was read to its last tag.
    pub(super) fault: Option<String>,
}

/// What a sitemap's addresses lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Pages.
    Pages,
    /// Sitemaps.
    Index,
}

/// Whether a body is a sitemap by its first words.
pub(super) fn recognises(body: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&body[..body.len().min(4096)]);
    head.contains("<urlset") || head.contains("<sitemapindex")
}

/// Whether a body is compressed.
pub(super) fn is_compressed(body: &[u8]) -> bool {
    body.starts_with(&[0x1F, 0x8B])
}

/// Reads a sitemap as far as it is well-formed.
pub(super) fn read(body: &str) -> Sitemap {
    let mut reader = Reader::from_str(body);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut path: Vec<String> = Vec::new();
    let mut text = String::new();
    let mut read = Sitemap { kind: Kind::Pages, urls: vec![], unreadable: vec![], fault: None };
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                path.push(tag.local_name().as_ref().to_owned());
                if path.len() == 1 && path[0] == "sitemapindex" {
                    read.kind = Kind::Index;
                }
                text.clear();
            }
            Ok(Event::Text(words)) => text.push_str(&words.xml10_content()),
            Ok(Event::CData(words)) => text.push_str(&words.xml10_content()),
            Ok(Event::GeneralRef(reference)) => text.push_str(&resolved(&reference)),
            Ok(Event::End(_)) => {
                // Pictures and videos have addresses too, one level further down.
                let is_loc = matches!(path.as_slice(), [_, entry, loc]
                    if loc == "loc" && (entry == "url" || entry == "sitemap"));
                if is_loc {
                    read.take(text.trim());
                }
                path.pop();
            }
            Ok(Event::Eof) => {
                if !path.is_empty() {
                    read.fault = Some("it ends before its last tag: it was cut".to_owned());
                }
                return read;
            }
            Err(fault) => {
                read.fault = Some(format!("it cannot be read on after {} addresses: {fault}", read.count()));
                return read;
            }
            Ok(_) => {}
        }
    }
}

impl Sitemap {
    fn take(&mut self, text: &str) {
        match Url::parse(text).ok().filter(|url| is_web_address(url.as_str())) {
            Some(url) => self.urls.push(url),
            None => self.unreadable.push(text.to_owned()),
        }
    }

    fn count(&self) -> usize {
        self.urls.len() + self.unreadable.len()
    }
}

/// What a reference such as `&amp;` stands for. An address may hold what only looks like one: that stays.
fn resolved(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    let name = reference.xml10_content();
    resolve_predefined_entity(&name).map_or_else(|| format!("&{name};"), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(of: &[&str]) -> Vec<Url> {
        of.iter().map(|text| Url::parse(text).unwrap()).collect()
    }

    #[test]
    fn pages_and_indexes_are_told_apart() {
        let pages = "<?xml version='1.0'?><urlset xmlns='x' xmlns:image='y'><url><loc> https://a.example/?a=1&amp;b=2\n\
                     </loc><image:image><image:loc>https://a.example/i.png</image:loc></image:image></url>\
                     <url><loc><![CDATA[https://a.example/c]]></loc></url></urlset>";
        assert!(recognises(pages.as_bytes()));
        let of = |kind, of: &[&str]| Sitemap { kind, urls: urls(of), unreadable: vec![], fault: None };
        assert_eq!(read(pages), of(Kind::Pages, &["https://a.example/?a=1&b=2", "https://a.example/c"]));
        let index = "<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>";
        assert_eq!(read(index), of(Kind::Index, &["https://a.example/s.xml"]));
        assert!(!recognises(b"<rss><channel>"));
    }

    #[test]
    fn what_stands_where_an_address_should_and_is_none_is_told() {
        let map = "<urlset><url><loc>nonsense</loc></url><url><loc/></url><url><loc>/a</loc></url>\
                   <url><loc>mailto:a@b.example</loc></url><url><loc>https://a.example/</loc></url></urlset>";
        let map = read(map);
        assert_eq!(map.unreadable, ["nonsense", "", "/a", "mailto:a@b.example"]);
        assert_eq!((map.urls, map.fault), (urls(&["https://a.example/"]), None));
    }

    #[test]
    fn references_are_resolved_and_a_bare_ampersand_is_one() {
        let map = "<urlset><url><loc>https://a.example/?a=1&#38;b=2</loc></url>\
                   <url><loc>https://a.example/?a=1&b=2</loc></url>\
                   <url><loc>https://a.example/?a=1&copy;=2</loc></url></urlset>";
        let map = read(map);
        let expected =
            ["https://a.example/?a=1&b=2", "https://a.example/?a=1&b=2", "https://a.example/?a=1&copy;=2"];
        assert_eq!((map.urls, map.fault), (urls(&expected), None));
    }

    #[test]
    fn a_sitemap_that_was_cut_or_is_broken_says_so() {
        let whole = "<urlset><url><loc>https://a.example/</loc></url>";
        for rest in [
            "",
            "<url><loc>https://a.exa",
            "<url><lo",
            "<url><loc>https://a.example/b</url></urlset>",
            "</url>",
        ] {
            let map = read(&format!("{whole}{rest}"));
            assert_eq!(map.urls[0].as_str(), "https://a.example/", "{rest}");
            assert!(map.fault.is_some(), "{rest}");
        }
        assert_eq!(read(&format!("{whole}</urlset>\n")).fault, None);
    }
}
