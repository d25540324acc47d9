//! Sites that are crawled and sitemaps that are read.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::super::{Limits, Report};
use super::{counts, ground};

type Routes = Arc<Mutex<HashMap<String, (u16, &'static str, String)>>>;

/// A site; gives its address, its pages by path and the log of what was asked for.
async fn serve() -> (String, Routes, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (routes, log) = (Routes::default(), Arc::new(Mutex::new(Vec::new())));
    let (known, asked) = (routes.clone(), log.clone());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (known, asked) = (known.clone(), asked.clone());
            tokio::spawn(async move {
                let mut buffer = vec![0; 8192];
                while let Ok(n @ 1..) = stream.read(&mut buffer).await {
                    let head = String::from_utf8_lossy(&buffer[..n]).into_owned();
                    let path = head.split(' ').nth(1).unwrap_or("").to_owned();
                    asked.lock().unwrap().push(path.clone());
                    let found = known.lock().unwrap().get(&path).cloned();
                    let (status, kind, body) = found.unwrap_or((404, "text/plain", String::new()));
                    let answer = format!(
                        "HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}",
                        body.len()
                    );
                    if stream.write_all(answer.as_bytes()).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    (address, routes, log)
}

fn set(routes: &Routes, path: &str, status: u16, kind: &'static str, body: &str) {
    routes.lock().unwrap().insert(path.into(), (status, kind, body.into()));
}

fn set_page(routes: &Routes, path: &str, title: &str, links: &[&str]) {
    let links: String = links.iter().map(|l| format!("<a href='{l}'>l</a> ")).collect();
    set(routes, path, 200, "text/html", &format!("<title>{title}</title><p>Words of {title}. {links}"));
}

#[tokio::test]
async fn a_site_is_crawled_breadth_first_within_its_host_and_rules() {
    let (ground, (site, routes, log)) = (ground().await, serve().await);
    set(&routes, "/robots.txt", 200, "text/plain", "User-agent: *\nDisallow: /private");
    set_page(
        &routes,
        "/",
        "Home",
        &["/a", "/b#x", "/private/x", "http://other.invalid/", "/logo.png", "/gone"],
    );
    set_page(&routes, "/a", "A", &["/deep", "/", "/b?utm_source=x"]);
    set_page(&routes, "/b", "B", &["mailto:x@y.example"]);
    set_page(&routes, "/deep", "Deep", &["/file", "/a?sort=1"]);
    set(&routes, "/a?sort=1", 200, "text/html", "<link rel=canonical href=/a><title>A</title><p>Words of A.");
    set(&routes, "/file", 200, "application/pdf", "x");
    let report = ground.import(&site, None).await.unwrap();
    assert_eq!(counts(&report), [4, 0, 0, 0, 3], "{report:?}");
    let asked = log.lock().unwrap().clone();
    assert_eq!(asked, ["/robots.txt", "/", "/a", "/b", "/gone", "/deep", "/file", "/a?sort=1"]);
    let pages = ground.pages().await;
    assert_eq!(pages[0], format!("{site}/: Home ()"));
    assert_eq!(pages.len(), 4);

    // A page that is gone goes; one that fails for now stays, and nothing is removed by that run.
    set(&routes, "/deep", 404, "text/html", "");
    set(&routes, "/b", 500, "text/html", "");
    assert_eq!(ground.import(&site, None).await.unwrap().removed, 0);
    set_page(&routes, "/b", "B", &[]);
    assert_eq!(ground.import(&site, None).await.unwrap().removed, 1);
    assert_eq!(ground.pages().await.len(), 3);
}

#[tokio::test]
async fn the_page_limit_is_kept_and_said() {
    let (ground, (site, routes, _)) = (ground().await, serve().await);
    set_page(&routes, "/", "Home", &["/1", "/2", "/3"]);
    for path in ["/1", "/2", "/3"] {
        set_page(&routes, path, path, &[]);
    }
    let limits = Limits { pages: 2, ..Limits::default() };
    let report = ground.import_limited(&site, None, limits).await.unwrap();
    assert_eq!(report.added, 2);
    assert!(report.skipped[0].why.contains("limit of 2 pages"), "{report:?}");
}

#[tokio::test]
async fn a_sitemap_lists_the_pages_and_links_are_not_followed() {
    let (ground, (site, routes, _)) = (ground().await, serve().await);
    let map = |entries: &[&str]| {
        let urls: String = entries.iter().map(|e| format!("<url><loc>{site}{e}</loc></url>")).collect();
        format!("<?xml version='1.0'?><urlset xmlns='x'>{urls}</urlset>")
    };
    let index = format!(
        "<sitemapindex><sitemap><loc>{site}/one.xml</loc></sitemap><sitemap><loc>{site}/two.xml.gz</loc></sitemap>\
         </sitemapindex>"
    );
    set(&routes, "/sitemap.xml", 200, "application/xml", &index);
    set(&routes, "/one.xml", 200, "application/xml", &map(&["/a", "/md"]));
    set(&routes, "/two.xml.gz", 200, "application/gzip", "\u{1f}\u{8b}");
    set_page(&routes, "/a", "A", &["/b"]);
    set_page(&routes, "/b", "B", &[]);
    set(&routes, "/md", 200, "text/markdown; charset=utf-8", "# Æble\n\nWords");
    let report = ground.import(&format!("{site}/sitemap.xml"), None).await.unwrap();
    assert_eq!(report.added, 2, "{report:?}");
    assert!(report.skipped.iter().any(|s| s.what.ends_with("two.xml.gz")), "{report:?}");
    assert_eq!(ground.pages().await, [format!("{site}/a: A ()"), format!("{site}/md: Æble ()")]);
}

#[tokio::test]
async fn a_sitemaps_page_on_another_host_is_left_out_with_the_reason() {
    let (ground, (site, routes, _)) = (ground().await, serve().await);
    let map = format!(
        "<urlset><url><loc>{site}/a</loc></url><url><loc>https://blog.shop.example/b</loc></url></urlset>"
    );
    set(&routes, "/sitemap.xml", 200, "application/xml", &map);
    set_page(&routes, "/a", "A", &[]);
    let report = ground.import(&format!("{site}/sitemap.xml"), None).await.unwrap();
    assert_eq!((report.added, report.skipped.len()), (1, 1), "{report:?}");
    assert_eq!(report.skipped[0].what, "https://blog.shop.example/b");
    assert!(report.skipped[0].why.contains("127.0.0.1"), "{report:?}");
}

#[tokio::test]
async fn a_site_that_does_not_answer_is_an_error_with_its_reason() {
    let ground = ground().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let site = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let error = ground.import(&site, None).await.unwrap_err().to_string();
    assert!(error.contains("cannot be reached"), "{error}");
}

/// A sitemap of the pages at `paths`, without its end.
fn open_map(site: &str, paths: &[&str]) -> String {
    let urls: String = paths.iter().map(|path| format!("<url><loc>{site}{path}</loc></url>")).collect();
    format!("<?xml version='1.0'?><urlset xmlns='x'>{urls}")
}

fn whys<'r>(report: &'r Report, what: &str) -> Vec<&'r str> {
    report.skipped.iter().filter(|of| of.what == what).map(|of| of.why.as_str()).collect()
}

#[tokio::test]
async fn a_sitemap_that_was_cut_is_a_fault_and_removes_nothing() {
    let (ground, (site, routes, _)) = (ground().await, serve().await);
    for path in ["/a", "/b", "/c"] {
        set_page(&routes, path, path, &[]);
    }
    let map = format!("{site}/sitemap.xml");
    let whole = open_map(&site, &["/a", "/b", "/c"]) + "</urlset>";
    set(&routes, "/sitemap.xml", 200, "application/xml", &whole);
    assert_eq!(counts(&ground.import(&map, None).await.unwrap()), [3, 0, 0, 0, 0]);
    for cut in ["", "<url><loc>http://x", "<url><lo", "<url></wrong>", "</url>"] {
        let body = open_map(&site, &["/a"]) + cut;
        set(&routes, "/sitemap.xml", 200, "application/xml", &body);
        let report = ground.import(&map, None).await.unwrap();
        assert_eq!((report.unchanged, report.removed), (1, 0), "{cut}: {report:?}");
        assert!(whys(&report, &map)[0].contains("pages that may be gone are kept"), "{cut}: {report:?}");
        assert_eq!(ground.pages().await.len(), 3, "{cut}");
    }
    set(&routes, "/sitemap.xml", 200, "application/xml", &(open_map(&site, &["/a"]) + "</urlset>"));
    assert_eq!(ground.import(&map, None).await.unwrap().removed, 2);
}

#[tokio::test]
async fn what_a_sitemap_lists_and_is_not_read_is_told_once() {
    let (ground, (site, routes, log)) = (ground().await, serve().await);
    set_page(&routes, "/a", "A", &["/linked.pdf"]);
    let listed = ["/a", "/pdf.pdf", "/pdf.pdf#page=2", "/Manual.DOCX", "/a"];
    let others = "<url><loc>nonsense</loc></url><url><loc>nonsense</loc></url><url><loc/></url>\
                  <url><loc>https://blog.shop.example/</loc></url><url><loc>https://blog.shop.example/</loc></url>";
    let body = format!("{}{others}</urlset>", open_map(&site, &listed));
    set(&routes, "/sitemap.xml", 200, "application/xml", &body);
    let map = format!("{site}/sitemap.xml");
    let report = ground.import(&map, None).await.unwrap();
    assert_eq!(report.added, 1);
    let mut told: Vec<_> = report.skipped.iter().map(|of| of.what.replace(&site, "")).collect();
    told.sort();
    let expected = ["/Manual.DOCX", "/pdf.pdf", "an empty address", "https://blog.shop.example/", "nonsense"];
    assert_eq!(told, expected, "{report:?}");
    assert!(whys(&report, &format!("{site}/pdf.pdf"))[0].contains(".pdf"), "{report:?}");
    assert!(whys(&report, "nonsense")[0].contains(&map), "{report:?}");
    let asked = log.lock().unwrap().clone();
    assert_eq!(asked, ["/robots.txt", "/sitemap.xml", "/a"]);
    assert_eq!(ground.import(&map, None).await.unwrap().removed, 0);
}

#[tokio::test]
async fn sitemaps_that_name_each_other_are_read_once() {
    let (ground, (site, routes, log)) = (ground().await, serve().await);
    let index = |paths: &[&str]| {
        let maps: String =
            paths.iter().map(|path| format!("<sitemap><loc>{site}{path}</loc></sitemap>")).collect();
        format!("<sitemapindex>{maps}</sitemapindex>")
    };
    set(&routes, "/sitemap.xml", 200, "application/xml", &index(&["/sitemap.xml", "/more.xml", "/one.xml"]));
    set(
        &routes,
        "/more.xml",
        200,
        "application/xml",
        &index(&["/sitemap.xml", "/one.xml", "/one.xml", "/gone.xml"]),
    );
    set(&routes, "/one.xml", 200, "application/xml", &(open_map(&site, &["/a", "/b.pdf"]) + "</urlset>"));
    set_page(&routes, "/a", "A", &[]);
    let report = ground.import(&format!("{site}/sitemap.xml"), None).await.unwrap();
    assert_eq!(report.added, 1, "{report:?}");
    let asked = log.lock().unwrap().clone();
    assert_eq!(asked, ["/robots.txt", "/sitemap.xml", "/more.xml", "/one.xml", "/gone.xml", "/a"]);
    for path in ["/b.pdf", "/gone.xml"] {
        assert_eq!(whys(&report, &format!("{site}{path}")).len(), 1, "{report:?}");
    }
}
