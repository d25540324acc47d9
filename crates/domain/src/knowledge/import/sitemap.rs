//! Sitemaps: lists of addresses, and lists of such lists.

use quick_xml::Reader;
use quick_xml::events::Event;
use url::Url;

/// What is in a sitemap.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sitemap {
    /// Addresses of pages.
    Pages(Vec<Url>),
    /// Addresses of sitemaps.
    Index(Vec<Url>),
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
    let mut path: Vec<String> = Vec::new();
    let (mut urls, mut is_index, mut text) = (Vec::new(), false, String::new());
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                path.push(tag.local_name().as_ref().to_owned());
                is_index |= path.len() == 1 && path[0] == "sitemapindex";
                text.clear();
            }
            Ok(Event::Text(words)) => text.push_str(&words.xml10_content()),
            Ok(Event::CData(words)) => text.push_str(&words.xml10_content()),
            Ok(Event::GeneralRef(name)) if &*name.xml10_content() == "amp" => text.push('&'),
            Ok(Event::End(_)) => {
                // Pictures and videos have addresses too, one level further down.
                let is_loc = matches!(path.as_slice(), [_, entry, loc]
                    if loc == "loc" && (entry == "url" || entry == "sitemap"));
                if is_loc {
                    urls.extend(Url::parse(text.trim()).ok());
                }
                path.pop();
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    if is_index { Sitemap::Index(urls) } else { Sitemap::Pages(urls) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_indexes_are_told_apart() {
        let url = |text: &str| Url::parse(text).unwrap();
        let pages = "<?xml version='1.0'?><urlset xmlns='x' xmlns:image='y'><url><loc> https://a.example/?a=1&amp;b=2\n\
                     </loc><image:image><image:loc>https://a.example/i.png</image:loc></image:image></url>\
                     <url><loc><![CDATA[https://a.example/c]]></loc></url><url><loc>nonsense</loc></url>";
        assert!(recognises(pages.as_bytes()));
        let expected = vec![url("https://a.example/?a=1&b=2"), url("https://a.example/c")];
        assert_eq!(read(pages), Sitemap::Pages(expected));
        let index = "<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>";
        assert_eq!(read(index), Sitemap::Index(vec![url("https://a.example/s.xml")]));
        assert!(!recognises(b"<rss><channel>"));
    }
}
