//! Imports into a real SQLite database, from real folders and a real server.

mod folders;
mod sites;

use std::sync::Arc;

use object_store::memory::InMemory;
use parlour_model::config::Settings;
use parlour_model::{FakeClock, Ids, Timestamp};
use parlour_outbound::{Client, Limits as ClientLimits, Reach};
use parlour_store::Db;
use parlour_store::knowledge::list_pages;
use parlour_store::retrieval::{list_passages, list_products};
use tempfile::TempDir;

use super::super::{Variant, products};
use super::*;
use crate::Cx;
use crate::chatbot::{NewChatbot, create};

struct Ground {
    cx: Cx,
    folder: TempDir,
}

async fn ground() -> Ground {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open_sqlite(&folder.path().join("data")).await.unwrap();
    let clock = FakeClock::at(Timestamp(1_000)).clock();
    let cx = Cx::new(db, clock, Ids::random(), Arc::new(InMemory::new()), "http://localhost").await.unwrap();
    let new = NewChatbot { id: "shop".into(), name: "Shop".into(), settings: Settings::default() };
    create(&cx, new).await.unwrap();
    Ground { cx, folder }
}

impl Ground {
    fn put(&self, path: &str, text: &str) {
        let path = self.folder.path().join("site").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn site(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn remove(&self, path: &str) {
        std::fs::remove_file(self.site().join(path)).unwrap();
    }

    async fn import(&self, input: &str, base: Option<&str>) -> Result<Report, ImportError> {
        self.import_limited(input, base, Limits::default()).await
    }

    async fn import_limited(
        &self,
        input: &str,
        base: Option<&str>,
        limits: Limits,
    ) -> Result<Report, ImportError> {
        let client = Client::new(Reach::Loopback, ClientLimits::default()).unwrap();
        let input = ImportPages {
            chatbot_id: "shop".into(),
            inputs: vec![input.parse().unwrap()],
            base_url: base.map(|b| b.parse().unwrap()),
            limits,
        };
        import_pages(&self.cx, &client, input, |_| ()).await
    }

    async fn import_site(&self, base: Option<&str>) -> Result<Report, ImportError> {
        self.import(self.site().to_str().unwrap(), base).await
    }

    async fn import_products(&self, text: &str) -> Result<(products::Format, Report), ImportError> {
        let file = self.folder.path().join("catalogue");
        std::fs::write(&file, text).unwrap();
        let base_url = Some("https://shop.example/p".parse().unwrap());
        let input =
            ImportProducts { chatbot_id: "shop".into(), file, base_url, currency: Some("EUR".into()) };
        import_products(&self.cx, input, |_| ()).await
    }

    /// Each page as `address: title (language)`.
    async fn pages(&self) -> Vec<String> {
        let pages = self.cx.db.read(async |tx| list_pages(tx, "shop", "", 1000).await).await.unwrap();
        pages.into_iter().map(|p| format!("{}: {} ({})", p.url, p.title, p.language)).collect()
    }

    /// How often the knowledge has changed.
    async fn version(&self) -> i64 {
        let found = self.cx.db.read(async |tx| parlour_store::chatbot::find(tx, "shop").await).await;
        let chatbot = found.unwrap().unwrap();
        chatbot.knowledge_version - chatbot.created_at.ms()
    }
}

fn counts(report: &Report) -> [u64; 5] {
    [report.added, report.updated, report.unchanged, report.removed, report.skipped.len() as u64]
}

const DANISH: &str =
    "Du kan altid returnere dine varer inden for fjorten dage efter, at du har modtaget pakken.";

#[tokio::test]
async fn a_folder_is_imported_again_and_again() {
    let ground = ground().await;
    ground.put("a.html", "<html lang=en><title>A</title><p>Words of a.");
    ground.put("sub/retur-varer.txt", DANISH);
    ground.put("sub/c.md", "# C\n\nWords of c.");
    ground.put("canonical.htm", "<link rel=canonical href=https://other.example/x><p>Words");
    for left_out in [".git/x.html", "node_modules/x.html", "picture.png", "sub/.hidden.html"] {
        ground.put(left_out, "<p>no");
    }
    ground.put("empty.html", "<nav>only</nav>");
    let base = Some("https://shop.example/help");
    let report = ground.import_site(base).await.unwrap();
    assert_eq!(counts(&report), [4, 0, 0, 0, 2], "{report:?}");
    assert_eq!(
        ground.pages().await,
        [
            "https://other.example/x: X ()",
            "https://shop.example/help/a.html: A (en)",
            "https://shop.example/help/sub/c.md: C ()",
            "https://shop.example/help/sub/retur-varer.txt: Retur varer (da)",
        ]
    );
    assert_eq!(ground.version().await, 1);

    assert_eq!(counts(&ground.import_site(base).await.unwrap()), [0, 0, 4, 0, 2]);
    ground.put("a.html", "<html lang=en><title>A</title><p>Other words.");
    ground.remove("sub/c.md");
    ground.put("d.html", "<p>New");
    assert_eq!(counts(&ground.import_site(base).await.unwrap()), [1, 1, 2, 1, 2]);
    let passages = ground.cx.db.read(async |tx| list_passages(tx, "shop", "", 99).await);
    let mut texts: Vec<_> = passages.await.unwrap().into_iter().map(|p| p.text).collect();
    texts.sort();
    assert_eq!(texts, [DANISH, "New", "Other words.", "Words"]);
}

#[tokio::test]
async fn without_a_base_the_address_is_the_relative_path() {
    let ground = ground().await;
    ground.put("sub/a.html", "<title>A</title><p>x <a href=b.html>b</a>");
    ground.import_site(None).await.unwrap();
    assert_eq!(ground.pages().await, ["sub/a.html: A ()"]);
    ground.import(ground.site().join("sub/a.html").to_str().unwrap(), None).await.unwrap();
    assert_eq!(ground.pages().await, ["a.html: A ()", "sub/a.html: A ()"]);
}

#[tokio::test]
async fn pages_that_all_claim_one_address_are_kept_where_they_were_found() {
    let ground = ground().await;
    let claim = "<link rel=canonical href='https://shop.example/'>";
    for (path, words) in [("a.html", "one"), ("b.html", "two"), ("c.html", "two"), ("d.html", "one")] {
        ground.put(path, &format!("{claim}<title>T</title><p>{words}"));
    }
    let report = ground.import_site(Some("https://shop.example/")).await.unwrap();
    assert_eq!(
        ground.pages().await,
        [
            "https://shop.example/: T ()",
            "https://shop.example/b.html: T ()",
            "https://shop.example/c.html: T ()"
        ]
    );
    assert_eq!(counts(&report), [3, 0, 0, 0, 1], "{report:?}");
}

#[tokio::test]
async fn many_pages_take_many_transactions() {
    let ground = ground().await;
    for i in 0..120 {
        ground.put(&format!("{i:03}.html"), &format!("<title>{i}</title><p>Page {i}"));
    }
    let mut steps = vec![];
    let client = Client::new(Reach::Public, ClientLimits::default()).unwrap();
    let input = ImportPages {
        chatbot_id: "shop".into(),
        inputs: vec![PathOrUrl::Path(ground.site())],
        base_url: None,
        limits: Limits::default(),
    };
    let report = import_pages(&ground.cx, &client, input, |p| steps.push((p.done, p.total))).await.unwrap();
    assert_eq!(report.added, 120);
    assert_eq!((steps.len(), steps[0], steps[119]), (120, (0, Some(120)), (119, Some(120))));
    assert_eq!(ground.pages().await.len(), 120);
}

#[tokio::test]
async fn an_import_that_read_nothing_removes_nothing() {
    let ground = ground().await;
    ground.put("a.html", "<p>x");
    ground.import_site(None).await.unwrap();
    ground.put("a.html", "<meta name=robots content=noindex><p>x");
    let error = ground.import_site(None).await.unwrap_err().to_string();
    assert!(error.contains("kept what was there") && error.contains("noindex"), "{error}");
    ground.remove("a.html");
    assert!(matches!(ground.import_site(None).await, Err(ImportError::NothingRead { .. })));
    assert_eq!((ground.pages().await.len(), ground.version().await), (1, 1));
}

#[tokio::test]
async fn what_is_wrong_with_the_input_is_said() {
    let ground = ground().await;
    ground.put("a.pdf", "x");
    let missing = ground.import("no/such/folder", None).await.unwrap_err().to_string();
    assert!(missing.starts_with("no/such/folder does not exist, seen from /"), "{missing}");
    let kind = ground.import(ground.site().join("a.pdf").to_str().unwrap(), None).await.unwrap_err();
    assert!(matches!(kind, ImportError::NoPage(_)));
    let client = Client::new(Reach::Public, ClientLimits::default()).unwrap();
    let input = ImportPages {
        chatbot_id: "nobody".into(),
        inputs: vec![PathOrUrl::Path(ground.site())],
        base_url: None,
        limits: Limits::default(),
    };
    let error: crate::Error = import_pages(&ground.cx, &client, input, |_| ()).await.unwrap_err().into();
    assert!(matches!(error, crate::Error::NotFound(_)));
}

#[cfg(unix)]
#[tokio::test]
async fn a_pipe_among_the_pages_is_passed_over() {
    let ground = ground().await;
    ground.put("a.html", "<p>x");
    let made = std::process::Command::new("mkfifo").arg(ground.site().join("b.html")).status().unwrap();
    assert!(made.success());
    let report = ground.import_site(None).await.unwrap();
    assert_eq!(report.added, 1, "{report:?}");
    assert!(report.skipped[0].why.contains("no plain file"), "{report:?}");
}

#[tokio::test]
async fn a_file_that_is_too_large_keeps_what_was_there() {
    let ground = ground().await;
    ground.put("a.html", "<p>x");
    ground.put("b.html", "<p>y");
    ground.import_site(None).await.unwrap();
    ground.remove("a.html");
    ground.put("b.html", &"<p>long".repeat(100));
    ground.put("c.html", "<p>z");
    let limits = Limits { file_bytes: 200, ..Limits::default() };
    let report = ground.import_limited(ground.site().to_str().unwrap(), None, limits).await.unwrap();
    assert_eq!(counts(&report), [1, 0, 0, 0, 2], "{report:?}");
    assert_eq!(ground.pages().await.len(), 3);
}

#[tokio::test]
async fn products_are_imported_again_and_again() {
    let ground = ground().await;
    let line = |id: &str, price: &str| format!("{{\"id\":\"{id}\",\"title\":\"{id}\",\"price\":{price}}}\n");
    let many: String = (0..450).map(|i| line(&format!("p{i:03}"), "5")).collect();
    let (format, report) = ground.import_products(&(many.clone() + &line("bad", "[]"))).await.unwrap();
    assert_eq!((format, counts(&report)), (products::Format::JsonLines, [450, 0, 0, 0, 1]));
    let (_, report) = ground.import_products(&many).await.unwrap();
    assert_eq!(counts(&report), [0, 0, 450, 0, 0]);
    let (_, report) =
        ground.import_products(&(line("p000", "6") + &line("p001", "5") + &line("new", "1"))).await.unwrap();
    assert_eq!(counts(&report), [1, 1, 1, 448, 0]);
    let kept =
        ground.cx.db.read(async |tx| list_products::<Vec<Variant>>(tx, "shop", "", 9).await).await.unwrap();
    let kept: Vec<_> = kept.iter().map(|p| format!("{} {} {}", p.id, p.price.amount, p.url)).collect();
    assert_eq!(
        kept,
        [
            "new 1.00 https://shop.example/p/new",
            "p000 6.00 https://shop.example/p/p000",
            "p001 5.00 https://shop.example/p/p001"
        ]
    );
    assert_eq!(ground.version().await, 3);
}

#[tokio::test]
async fn a_torn_catalogue_removes_nothing() {
    let ground = ground().await;
    let feed = |items: &str| format!("<rss xmlns:g='x'><channel>{items}");
    let item = |id: &str| format!("<item><g:id>{id}</g:id><title>T</title><g:price>1 EUR</g:price></item>");
    ground.import_products(&feed(&(item("a") + &item("b")))).await.unwrap();
    let (_, report) = ground.import_products(&feed(&(item("a") + "<item><g:id>b</g:wrong>"))).await.unwrap();
    assert_eq!(counts(&report), [0, 0, 1, 0, 1], "{report:?}");
    assert!(matches!(ground.import_products("id,title\n").await, Err(ImportError::Catalogue { .. })));
    assert!(matches!(ground.import_products("id,title,price\n").await, Err(ImportError::NothingRead { .. })));
}

#[tokio::test]
async fn imports_may_run_on_any_thread() {
    fn check<T: Send>(_: &T) {}
    let ground = ground().await;
    let client = Client::new(Reach::Public, ClientLimits::default()).unwrap();
    let input = ImportPages {
        chatbot_id: "shop".into(),
        inputs: vec![PathOrUrl::Path(ground.site())],
        base_url: None,
        limits: Limits::default(),
    };
    check(&import_pages(&ground.cx, &client, input, |_| ()));
}
