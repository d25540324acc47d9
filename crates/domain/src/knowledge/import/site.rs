//! A site's pages: crawled breadth first within its host, or listed by a sitemap; one at a time.

use std::collections::{HashSet, VecDeque};

use parlour_outbound::{Client, Response};
use url::Url;

use super::page::{self, Kind, Reading};
use super::pages::Run;
use super::robots::Robots;
use super::sitemap::{self, Kind as Listed, Sitemap};
use super::{ImportError, Progress};

/// An index of sitemaps names no more of them than this.
const MOST_SITEMAPS: usize = 50;

/// What an address ends in that is no page.
const NO_PAGES: [&str; 38] = [
    "jpg", "jpeg", "png", "gif", "webp", "svg", "ico", "avif", "css", "js", "mjs", "json", "xml", "rss",
    "atom", "pdf", "zip", "gz", "tar", "dmg", "exe", "mp3", "mp4", "webm", "woff", "woff2", "ttf", "doc",
    "docx", "odt", "xls", "xlsx", "ods", "csv", "ppt", "pptx", "odp", "epub",
];

/// What follows visitors around and changes no page.
const TRACKING: [&str; 5] = ["utm_", "fbclid", "gclid", "msclkid", "mc_"];

/// Imports a site or sitemap; says whether all of it could be read.
pub(super) async fn import<P: FnMut(Progress<'_>) + Send>(
    run: &mut Run<'_, P>,
    client: &Client,
    start: &Url,
) -> Result<bool, ImportError> {
    let robots = match Robots::ask(client, start).await {
        Ok(robots) => robots,
        Err(fault) => {
            run.report.skip(start.as_str(), fault);
            return Ok(false);
        }
    };
    let mut crawl = Crawl::new(client, robots, start);
    crawl.read_sitemaps(run).await;
    crawl.pages(run).await?;
    Ok(crawl.complete)
}

struct Crawl<'c> {
    client: &'c Client,
    robots: Robots,
    start: Url,
    queue: VecDeque<Url>,
    /// The addresses that are in the queue, or were, or were left out.
    seen: HashSet<Url>,
    /// The sitemaps that were read or will be.
    sitemaps: HashSet<Url>,
    /// What sitemaps list that is no address.
    unreadable: HashSet<String>,
    /// Whether links are followed: not where a sitemap lists the pages.
    follow: bool,
    /// Whether everything could be fetched so far.
    complete: bool,
    /// The first answer, when it turned out to be a page.
    first: Option<Response>,
}

impl<'c> Crawl<'c> {
    fn new(client: &'c Client, robots: Robots, start: &Url) -> Self {
        let start = tidy(start.clone());
        Self {
            client,
            robots,
            queue: VecDeque::from([start.clone()]),
            seen: HashSet::from([start.clone()]),
            sitemaps: HashSet::from([start.clone()]),
            unreadable: HashSet::new(),
            start,
            follow: true,
            complete: true,
            first: None,
        }
    }

    /// If the start is a sitemap, fills the queue with what it and those it names list.
    async fn read_sitemaps<P: FnMut(Progress<'_>) + Send>(&mut self, run: &mut Run<'_, P>) {
        if !self.robots.allow(&self.start) {
            return;
        }
        let first = match self.client.get(&self.start).await {
            Ok(first) => first,
            Err(fault) => {
                self.fail(run, &self.start.clone(), fault);
                self.queue.clear();
                return;
            }
        };
        if !sitemap::recognises(&first.body) && !sitemap::is_compressed(&first.body) {
            self.first = Some(first);
            return;
        }
        self.follow = false;
        self.queue.clear();
        let (mut sitemaps, mut answer) = (VecDeque::from([self.start.clone()]), Some(first));
        while let Some(url) = sitemaps.pop_front() {
            let fetched = match answer.take() {
                Some(first) => Ok(first),
                None => self.client.get(&url).await,
            };
            // Where the server pointed on, the sitemap it ended at is read once, too.
            if let Ok(answer) = &fetched
                && tidy(answer.url.clone()) != url
                && !self.sitemaps.insert(tidy(answer.url.clone()))
            {
                continue;
            }
            match fetched.map_err(|fault| fault.to_string()).and_then(listed) {
                Ok(sitemap) => sitemaps.extend(self.take_listed(run, &url, sitemap)),
                Err(why) => self.fail(run, &url, why),
            }
        }
    }

    /// Takes in what the sitemap at `from` lists; gives the sitemaps that are to be read, too.
    fn take_listed<P: FnMut(Progress<'_>) + Send>(
        &mut self,
        run: &mut Run<'_, P>,
        from: &Url,
        sitemap: Sitemap,
    ) -> Vec<Url> {
        if let Some(fault) = sitemap.fault {
            self.fail(run, from, format!("{fault}; pages that may be gone are kept"));
        }
        for text in sitemap.unreadable {
            if self.unreadable.insert(text.clone()) {
                let what = if text.is_empty() { "an empty address" } else { &text };
                let why =
                    format!("{from} lists it, and it leads nowhere: write it in full, from https:// on");
                run.report.skip(what, why);
            }
        }
        let urls = sitemap.urls.into_iter();
        if sitemap.kind == Listed::Pages {
            urls.for_each(|page| self.enqueue_listed(run, page));
            return vec![];
        }
        let room = MOST_SITEMAPS.saturating_sub(self.sitemaps.len());
        let mut more: Vec<Url> = urls.map(tidy).filter(|url| !self.sitemaps.contains(url)).collect();
        let mut named = HashSet::new();
        more.retain(|url| named.insert(url.clone()));
        if more.len() > room {
            self.fail(run, from, format!("it names more than {MOST_SITEMAPS} sitemaps"));
            more.truncate(room);
        }
        self.sitemaps.extend(more.iter().cloned());
        more
    }

    async fn pages<P: FnMut(Progress<'_>) + Send>(
        &mut self,
        run: &mut Run<'_, P>,
    ) -> Result<(), ImportError> {
        let limit = run.input.limits.pages;
        let total = (!self.follow).then(|| self.queue.len().min(limit) as u64);
        let mut fetched = 0;
        while let Some(url) = self.queue.pop_front() {
            if !self.robots.allow(&url) {
                run.report.skip(url.as_str(), "the site's robots.txt asks not to fetch it");
                continue;
            }
            if fetched == limit {
                let why = format!(
                    "the limit of {limit} pages was reached, at least {} more were left out",
                    self.queue.len() + 1
                );
                self.fail(run, &self.start.clone(), why);
                break;
            }
            if fetched > 0 {
                tokio::time::sleep(self.robots.pause()).await;
            }
            fetched += 1;
            run.step(url.as_str(), total);
            self.page(run, url).await?;
        }
        Ok(())
    }

    async fn page<P: FnMut(Progress<'_>) + Send>(
        &mut self,
        run: &mut Run<'_, P>,
        url: Url,
    ) -> Result<(), ImportError> {
        let answer = match self.first.take() {
            Some(first) => Ok(first),
            None => self.client.get(&url).await,
        };
        let answer = match answer {
            Ok(answer) => answer,
            Err(fault) => {
                self.fail(run, &url, fault);
                return Ok(());
            }
        };
        match answer.status {
            200..=299 => {}
            // What is gone is gone; any other trouble may pass.
            404 | 410 => {
                run.report.skip(url.as_str(), format!("it is not there (status {})", answer.status));
                return Ok(());
            }
            status => {
                self.fail(run, &url, format!("the server answered with status {status}"));
                return Ok(());
            }
        }
        let Some(kind) = kind_of(&answer) else {
            let kind = answer.media_type().unwrap_or_else(|| "of unknown kind".to_owned());
            run.report.skip(url.as_str(), format!("it is {kind}, not a page"));
            return Ok(());
        };
        // Where the server pointed on, the page is known by the address it ended at.
        self.seen.insert(tidy(answer.url.clone()));
        let reading = read(answer, kind).await?;
        if self.follow {
            reading.links.iter().cloned().for_each(|link| self.enqueue(link));
        }
        run.add(url.as_str(), reading).await
    }

    /// Adds a page to the queue that a sitemap lists; who listed it wants to know why it is not read, once.
    fn enqueue_listed<P: FnMut(Progress<'_>) + Send>(&mut self, run: &mut Run<'_, P>, url: Url) {
        let url = tidy(url);
        if !self.seen.insert(url.clone()) {
            return;
        }
        if !self.is_of_site(&url) {
            let own = self.start.host_str().unwrap_or_default();
            let why = format!("it is not on {own} as its sitemap is; import its own site for it");
            run.report.skip(url.as_str(), why);
        } else if let Some(extension) = no_page(&url) {
            run.report.skip(
                url.as_str(),
                format!("a .{extension} file is not read, only HTML, Markdown and text are"),
            );
        } else {
            self.queue.push_back(url);
        }
    }

    /// Adds a page to the queue when it is of this site and new.
    fn enqueue(&mut self, url: Url) {
        let url = tidy(url);
        if self.is_of_site(&url) && no_page(&url).is_none() && self.seen.insert(url.clone()) {
            self.queue.push_back(url);
        }
    }

    fn is_of_site(&self, url: &Url) -> bool {
        url.host() == self.start.host() && url.port() == self.start.port()
    }

    fn fail<P: FnMut(Progress<'_>) + Send>(&mut self, run: &mut Run<'_, P>, url: &Url, why: impl ToString) {
        self.complete = false;
        run.report.skip(url.as_str(), why);
    }
}

async fn read(answer: Response, kind: Kind) -> Result<Reading, ImportError> {
    let asked = |word: &str| {
        let robots = answer.header("x-robots-tag").unwrap_or("").to_ascii_lowercase();
        robots.split(',').any(|asked| asked.trim() == word || asked.trim() == "none")
    };
    let (unwanted, unfollowed) = (asked("noindex"), asked("nofollow"));
    let reading = tokio::task::spawn_blocking(move || {
        page::read(&answer.body, kind, tidy(answer.url.clone()).as_str(), answer.charset())
    });
    let mut reading = reading.await?;
    if unwanted {
        reading.page = Err(super::super::skipped::Unread::NoIndex);
    }
    if unfollowed {
        reading.links.clear();
    }
    Ok(reading)
}

fn listed(answer: Response) -> Result<Sitemap, String> {
    if !answer.is_success() {
        return Err(format!("the server answered with status {}", answer.status));
    }
    if sitemap::is_compressed(&answer.body) {
        return Err(
            "it is compressed (gzip), which is not read; give the address of one that is not".to_owned()
        );
    }
    if !sitemap::recognises(&answer.body) {
        return Err("it is no sitemap".to_owned());
    }
    Ok(sitemap::read(&String::from_utf8_lossy(&answer.body)))
}

fn kind_of(answer: &Response) -> Option<Kind> {
    let extension =
        answer.url.path().rsplit_once('.').and_then(|(_, extension)| Kind::from_extension(extension));
    match (answer.media_type().and_then(|media| Kind::from_media_type(&media)), extension) {
        // Servers that do not know Markdown call it plain text.
        (Some(Kind::Text), Some(Kind::Markdown)) => Some(Kind::Markdown),
        (kind, extension) => kind.or_else(|| extension.filter(|_| answer.media_type().is_none())),
    }
}

/// What an address ends in, when that tells that it is no page.
fn no_page(url: &Url) -> Option<String> {
    let last = url.path().rsplit('/').next().unwrap_or("");
    let extension = last.rsplit_once('.')?.1.to_ascii_lowercase();
    NO_PAGES.contains(&extension.as_str()).then_some(extension)
}

/// The address without fragment and without what only tracks visitors.
fn tidy(mut url: Url) -> Url {
    url.set_fragment(None);
    if url.query().is_some() {
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| !TRACKING.iter().any(|tracking| name.starts_with(tracking)))
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        match kept.is_empty() {
            true => url.set_query(None),
            false if kept.len() < url.query_pairs().count() => {
                url.query_pairs_mut().clear().extend_pairs(kept);
            }
            false => {}
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_tidied() {
        for (url, expected) in [
            ("https://a.example/x#y", "https://a.example/x"),
            ("https://a.example/x?utm_source=m&id=1%202", "https://a.example/x?id=1+2"),
            ("https://a.example/x?gclid=1", "https://a.example/x"),
            ("https://a.example/x?id=1%202", "https://a.example/x?id=1%202"),
        ] {
            assert_eq!(tidy(Url::parse(url).unwrap()).as_str(), expected);
        }
    }

    #[test]
    fn pictures_are_no_pages() {
        for (path, page) in [("a", true), ("a.b/", true), ("a.html", true), ("a.PDF", false), ("a.php", true)]
        {
            let url = Url::parse("https://a.example/").unwrap().join(path).unwrap();
            assert_eq!(no_page(&url).is_none(), page, "{path}");
        }
    }
}
