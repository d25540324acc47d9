//! A whole Parlour of a test's own, served over a real socket, with a clock that the test moves.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::serve::ListenerExt as _;
use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use parlour_api::{Options, RateLimits};
use parlour_domain::assistant::{Assistant, Models};
use parlour_domain::chatbot::{self, NewChatbot};
use parlour_domain::{Cx, access};
use parlour_llm::{Deadlines, Endpoint};
use parlour_model::clock::FakeClock;
use parlour_model::config::Settings;
use parlour_model::{Environment, Ids, Timestamp};
use parlour_store::{Db, Error, params};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::client::{Answer, Call};
use crate::database::TestDb;
use crate::sse::Frame;

/// When every test begins: 2026-01-05T10:00:00.000Z.
pub const BEGIN: Timestamp = Timestamp(1_767_607_200_000);

/// The chatbot that every house has.
pub const BOT: &str = "shop-bot";

/// How far a house's webhooks reach.
#[derive(Debug, Clone, Copy)]
enum Webhooks {
    Outward,
    ToThisMachine,
}

/// A served Parlour.
#[derive(Debug)]
pub struct House {
    /// The ground under the commands, for what no call can do.
    pub cx: Cx,
    /// Who answers.
    pub assistant: Assistant,
    /// Moves the time.
    pub clock: FakeClock,
    /// Where it is served, without a slash at the end.
    pub url: String,
    /// A live API key.
    pub key: String,
    /// The folder in which files are stored.
    pub files: std::path::PathBuf,
    http: reqwest::Client,
    server: tokio::task::JoinHandle<()>,
    _db: TestDb,
    _folder: TempDir,
}

impl Drop for House {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl House {
    /// Opens a house where nobody is counted.
    pub async fn start(db: TestDb) -> Self {
        Self::with(db, Options { rate_limits: RateLimits::Off, ..Options::default() }).await
    }

    /// Opens a house with other options.
    pub async fn with(db: TestDb, options: Options) -> Self {
        Self::open(db, options, Models::default(), Webhooks::Outward).await
    }

    /// Opens a house whose webhooks reach this machine, by plain HTTP.
    pub async fn telling(db: TestDb) -> Self {
        let options = Options { rate_limits: RateLimits::Off, ..Options::default() };
        Self::open(db, options, Models::default(), Webhooks::ToThisMachine).await
    }

    /// Opens a house whose chatbots speak by a model at this endpoint.
    pub async fn speaking(db: TestDb, endpoint: Endpoint, deadlines: Deadlines) -> Self {
        let options = Options { rate_limits: RateLimits::Off, ..Options::default() };
        Self::open(db, options, Models::new(Some(endpoint), deadlines), Webhooks::Outward).await
    }

    /// Opens a house whose files are kept elsewhere.
    pub async fn keeping(db: TestDb, files: Arc<dyn ObjectStore>) -> Self {
        let options = Options { rate_limits: RateLimits::Off, ..Options::default() };
        Self::open_with(db, options, Models::default(), Webhooks::Outward, Some(files)).await
    }

    async fn open(db: TestDb, options: Options, models: Models, webhooks: Webhooks) -> Self {
        Self::open_with(db, options, models, webhooks, None).await
    }

    async fn open_with(
        db: TestDb,
        options: Options,
        models: Models,
        webhooks: Webhooks,
        elsewhere: Option<Arc<dyn ObjectStore>>,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let files = folder.path().join("files");
        std::fs::create_dir_all(&files).expect("a folder for files");
        let store = LocalFileSystem::new_with_prefix(&files).expect("a file store");
        let store = elsewhere.unwrap_or_else(|| Arc::new(store));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let clock = FakeClock::at(BEGIN);
        let cx = Cx::new(db.db.clone(), clock.clock(), Ids::seeded(1), store, &url)
            .await
            .expect("a database that answers");
        let cx = match webhooks {
            Webhooks::Outward => cx,
            Webhooks::ToThisMachine => cx.with_loopback_webhooks(),
        };
        let assistant = Assistant::new(cx.clone(), &folder.path().join("index"), models);
        let router = parlour_api::router(cx.clone(), assistant.clone(), options);
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let listener = listener.tap_io(|stream| stream.set_nodelay(true).expect("a socket without delay"));
        let hearing = cx.clone();
        let server = tokio::spawn(async move {
            let serve = async { axum::serve(listener, service).await.expect("a server") };
            tokio::join!(serve, parlour_domain::feed::hear(&hearing));
        });
        let key = access::create_key(&cx, Environment::Live).await.expect("a key").key;
        let house =
            Self { cx, assistant, clock, url, key, files, http: client(), server, _db: db, _folder: folder };
        house.chatbot(BOT, Settings::default()).await;
        house
    }

    /// The ground of another process on the same database, whose webhooks reach this machine.
    ///
    /// # Panics
    /// When the database does not open.
    pub async fn another(&self) -> Cx {
        let db = match self.db().engine() {
            "sqlite" => Db::open_sqlite(self._db.address.as_ref()).await,
            _ => Db::open_postgres(&self._db.address).await,
        };
        let (db, files) = (db.expect("a database that opens"), self.cx.files.clone());
        let cx = Cx::new(db, self.clock.clock(), Ids::seeded(2), files, &self.url).await;
        cx.expect("a database that answers").with_loopback_webhooks()
    }

    /// Another process that serves the same database.
    ///
    /// # Panics
    /// When there is no port to be had or the database does not open.
    pub async fn twin(&self) -> Twin {
        let cx = self.another().await;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let assistant = Assistant::new(cx.clone(), folder.path(), Models::default());
        let options = Options { rate_limits: RateLimits::Off, ..Options::default() };
        let router = parlour_api::router(cx.clone(), assistant, options);
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let server = tokio::spawn(async move {
            let serve = async { axum::serve(listener, service).await.expect("a server") };
            tokio::join!(serve, parlour_domain::feed::hear(&cx));
        });
        Twin { url, server, _folder: folder }
    }

    /// Where its database is: a folder or a `postgres://` address.
    pub fn database(&self) -> &str {
        &self._db.address
    }

    /// Makes a chatbot.
    ///
    /// # Panics
    /// When its id is taken or its settings are bad.
    pub async fn chatbot(&self, id: &str, settings: Settings) {
        let new = NewChatbot { id: id.into(), name: "Shop".into(), settings };
        chatbot::create(&self.cx, new).await.expect("a chatbot");
    }

    /// Replaces the settings of the shop's chatbot.
    ///
    /// # Panics
    /// When they are bad.
    pub async fn configure(&self, settings: Settings) {
        chatbot::configure(&self.cx, BOT, "Shop", settings).await.expect("good settings");
    }

    /// An API key of an environment.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn new_key(&self, environment: Environment) -> String {
        access::create_key(&self.cx, environment).await.expect("a key").key
    }

    /// A token of a livechat session of the shop's chatbot.
    ///
    /// # Panics
    /// When there is no such session.
    pub async fn session_token(&self, session_id: &str) -> String {
        let id = session_id.to_owned();
        let read = async move |tx: &parlour_store::Tx| parlour_store::livechat::find(tx, BOT, &id).await;
        let session = self.cx.db.read(read).await.expect("rows").expect("a session");
        access::livechat_session_token(&self.cx, &session).expect("a token").0
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.cx.db
    }

    /// A request to a path of this house.
    pub fn call(&self, method: &str, path: &str) -> Call {
        Call::new(&self.http, method, &format!("{}{path}", self.url))
    }

    /// A request to a whole address.
    pub fn call_address(&self, method: &str, address: &str) -> Call {
        Call::new(&self.http, method, address)
    }

    /// Signs a visitor in.
    pub async fn sign_in(&self, key: &str, chatbot_id: &str, visitor_id: &str) -> Answer {
        let body = json!({"chatbot_id": chatbot_id, "visitor_id": visitor_id});
        self.call("POST", "/api/v1/chat/auth").key(key).json(&body).send().await
    }

    /// A visitor of the shop's chatbot, signed in.
    ///
    /// # Panics
    /// When they are refused.
    pub async fn visitor(&self, visitor_id: &str) -> Visitor<'_> {
        let signed_in = self.sign_in(&self.key, BOT, visitor_id).await.ok();
        let token = signed_in["token"].as_str().expect("a token").to_owned();
        Visitor { house: self, name: visitor_id.to_owned(), token }
    }

    /// The first column of a query's rows.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let sql = sql.to_owned();
        let read = async move |tx: &parlour_store::Tx| -> Result<Vec<String>, Error> {
            tx.query(&sql, params![]).await?.iter().map(|row| row.of("test").get("t")).collect()
        };
        self.cx.db.read(read).await.expect("rows")
    }

    /// The number that a query counts as `n`.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn count(&self, sql: &str) -> i64 {
        let sql = sql.to_owned();
        let read = async move |tx: &parlour_store::Tx| -> Result<i64, Error> {
            let row = tx.first(&sql, params![]).await?.ok_or(Error::Closed)?;
            row.of("test").get("n")
        };
        self.cx.db.read(read).await.expect("a number")
    }

    /// Changes rows behind the house's back.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn change(&self, sql: &str) -> u64 {
        let sql = sql.to_owned();
        let write = async move |tx: &parlour_store::Tx| tx.execute(&sql, params![]).await;
        self.cx.db.write(write).await.expect("a change")
    }

    /// The names of all stored files.
    ///
    /// # Panics
    /// When the folder cannot be read.
    pub fn stored_files(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.files.join("attachments")) else { return vec![] };
        entries.map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned()).collect()
    }
}

fn client() -> reqwest::Client {
    // The client wants a provider of TLS though it never speaks it here; that another test set one is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]);
    client.redirect(reqwest::redirect::Policy::none()).build().expect("an HTTP client")
}

/// Another process on a house's database.
#[derive(Debug)]
pub struct Twin {
    /// Where it is served.
    pub url: String,
    server: tokio::task::JoinHandle<()>,
    _folder: TempDir,
}

impl Drop for Twin {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// A visitor with a token.
#[derive(Debug, Clone)]
pub struct Visitor<'a> {
    /// Whom they visit.
    pub house: &'a House,
    /// What the owner's backend calls them.
    pub name: String,
    /// Their token.
    pub token: String,
}

impl Visitor<'_> {
    /// A request with their token.
    pub fn call(&self, method: &str, path: &str) -> Call {
        self.house.call(method, path).token(&self.token)
    }

    /// Reads a path below `/api/v1/chat`.
    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", &format!("/api/v1/chat{path}")).send().await
    }

    /// Sends JSON to a path below `/api/v1/chat`.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call("POST", &format!("/api/v1/chat{path}")).json(body).send().await
    }

    /// A message to send, as JSON.
    pub fn message(&self, body: &Value) -> Call {
        self.call("POST", "/api/v1/chat/messages").json(body)
    }

    /// Says something, and hears the answer to its end.
    pub async fn say(&self, text: &str) -> Vec<Frame> {
        self.message(&said(text)).listen().await.all().await
    }

    /// Says something; the parts of the stored answer.
    ///
    /// # Panics
    /// When no answer was stored.
    pub async fn ask(&self, text: &str) -> Vec<Value> {
        let frames = self.say(text).await;
        let done = frames.last().filter(|frame| frame.event == "done");
        let done = done.unwrap_or_else(|| panic!("no answer: {frames:#?}"));
        done.data["message"]["parts"].as_array().expect("parts").clone()
    }

    /// Says something; the part of this kind in the stored answer.
    ///
    /// # Panics
    /// When the answer has no such part.
    pub async fn ask_for(&self, text: &str, kind: &str) -> Value {
        let parts = self.ask(text).await;
        let part = parts.iter().find(|part| part["type"] == kind);
        part.unwrap_or_else(|| panic!("no {kind} in {parts:#?}")).clone()
    }

    /// The newest page of their history.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn history(&self) -> Vec<Value> {
        self.get("/messages?limit=100").await.ok()["messages"].as_array().expect("messages").clone()
    }
}

/// A message of one text, as JSON.
pub fn said(text: &str) -> Value {
    json!({"message": {"parts": [{"type": "text", "text": text}]}})
}

/// A message of one picture, as JSON.
pub fn shown(bytes: &[u8], mime: &str) -> Value {
    json!({"message": {"parts": [{"type": "image", "data": base64(bytes), "mime": mime}]}})
}

/// Bytes in base 64.
pub fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// A PNG picture of one colour.
///
/// # Panics
/// When it cannot be made.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    encoded(width, height, image::ImageFormat::Png)
}

/// A picture in a format.
///
/// # Panics
/// When it cannot be made.
pub fn encoded(width: u32, height: u32, format: image::ImageFormat) -> Vec<u8> {
    let picture = image::RgbImage::from_pixel(width, height, image::Rgb([200, 40, 40]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

/// A PNG picture of at least `bytes` bytes: pictures may carry more behind their end.
pub fn png_of_bytes(bytes: usize) -> Vec<u8> {
    let mut picture = png(8, 8);
    picture.resize(bytes, 7);
    picture
}
