//! `GET /api`: the calls as a page for people, written from the OpenAPI document on the server.
//!
//! It loads its own stylesheet and nothing else; it has no script.

mod example;
mod schema;

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use maud::{DOCTYPE, Markup, html};
use serde_json::Value;
use utoipa::openapi::OpenApi;

use super::Pages;
use super::web_files::{ASK_EVERY_TIME, Served};

const STYLESHEET: &str = include_str!("reference.css");

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// The order in which a reader meets the methods of one path.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Writes the page once.
pub(super) fn serve(document: &OpenApi) -> Served {
    let document = serde_json::to_value(document).unwrap_or_default();
    Served::made(render(&document).into_string(), "text/html; charset=utf-8")
}

/// The page.
pub(super) async fn page(State(pages): State<Arc<Pages>>, asked: HeaderMap) -> Response {
    let headers = [(header::CACHE_CONTROL, ASK_EVERY_TIME), (header::CONTENT_SECURITY_POLICY, POLICY)];
    pages.reference.answer(&asked, headers)
}

/// Its looks.
pub(super) async fn stylesheet(asked: HeaderMap) -> Response {
    let file = Served::made(STYLESHEET, "text/css; charset=utf-8");
    file.answer(&asked, [(header::CACHE_CONTROL, ASK_EVERY_TIME)])
}

/// An operation with its address.
struct Operation<'a> {
    method: &'static str,
    path: &'a str,
    what: &'a Value,
}

impl Operation<'_> {
    fn id(&self) -> &str {
        text(self.what, "operationId")
    }

    fn credential(&self) -> Option<&str> {
        let first = self.what["security"].as_array()?.first()?.as_object()?;
        first.keys().next().map(String::as_str)
    }
}

fn render(document: &Value) -> Markup {
    let groups = groups(document);
    let schemas = document["components"]["schemas"].as_object();
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (text(&document["info"], "title")) " API" }
                link rel="stylesheet" href="/api/reference.css";
            }
            body {
                a.skip href="#content" { "Skip to the calls" }
                (index(&groups))
                main id="content" {
                    (opening(document))
                    @for (tag, operations) in &groups {
                        section.group id=(anchor(text(tag, "name"))) {
                            h2 { (text(tag, "name")) }
                            p.lead { (prose(text(tag, "description"))) }
                            @for operation in operations { (render_operation(operation, document)) }
                        }
                    }
                    (errors(document))
                    @if let Some(schemas) = schemas {
                        section.group id="schemas" {
                            h2 { "Schemas" }
                            p.lead { "Readers ignore fields and types that they do not know: more may come." }
                            @for (name, shape) in schemas { (schema::definition(name, shape)) }
                        }
                    }
                }
            }
        }
    }
}

/// The list of contents. A narrow screen shows it while it is the address's target, so that following one of its links
/// closes it again; that needs no script.
fn index(groups: &[(&Value, Vec<Operation<'_>>)]) -> Markup {
    html! {
        nav.index id="contents" aria-label="Calls" {
            a.brand href="#content" { "Parlour" span { "API" } }
            a.toggle.open href="#contents" { "Contents" }
            a.toggle.close href="#content" { "Close" }
            div.list {
                @for (tag, operations) in groups {
                    a.heading href={ "#" (anchor(text(tag, "name"))) } { (text(tag, "name")) }
                    ul {
                        @for operation in operations {
                            li {
                                a href={ "#" (operation.id()) } {
                                    span.method data-method=(operation.method) { (short(operation.method)) }
                                    (text(operation.what, "summary"))
                                }
                            }
                        }
                    }
                }
                a.heading href="#errors" { "Errors" }
                a.heading href="#schemas" { "Schemas" }
                a.document href="/api/openapi.json" { "openapi.json" }
            }
        }
    }
}

fn opening(document: &Value) -> Markup {
    let info = &document["info"];
    html! {
        header.opening {
            p.version { "Version " (text(info, "version")) }
            h1 { (text(info, "title")) " API" }
            p.lead { (prose(text(info, "description"))) }
            dl.credentials {
                @for (name, scheme) in document["components"]["securitySchemes"].as_object().into_iter().flatten() {
                    div {
                        dt { (credential_name(name)) }
                        dd { (prose(text(scheme, "description"))) }
                    }
                }
            }
        }
    }
}

fn render_operation(operation: &Operation<'_>, document: &Value) -> Markup {
    let what = operation.what;
    let body = what["requestBody"]["content"].as_object().and_then(|content| content.values().next());
    html! {
        article id=(operation.id()) {
            div.words {
                h3 { (text(what, "summary")) a.here href={ "#" (operation.id()) } aria-label="Link to this call" { "#" } }
                p.address {
                    span.method data-method=(operation.method) { (operation.method) }
                    code { (operation.path) }
                }
                @if let Some(credential) = operation.credential() {
                    p.credential { "Needs the " strong { (credential_name(credential)) } }
                } @else {
                    p.credential { "Needs no credential" }
                }
                p { (prose(text(what, "description"))) }
                (schema::parameters(&what["parameters"]))
                @if let Some(body) = body {
                    h4 { "Body" }
                    (schema::fields(&body["schema"], document))
                }
                h4 { "Answers" }
                dl.answers { @for (status, answer) in answers(what) { (render_answer(status, answer)) } }
            }
            div.sample {
                p.caption { "Request" }
                pre tabindex="0" { code { (example::curl(operation.method, operation.path, what, document)) } }
                @if let Some(answer) = example::answer(what, document) {
                    p.caption { "Answer" }
                    pre tabindex="0" { code { (answer) } }
                }
            }
        }
    }
}

fn answers(what: &Value) -> impl Iterator<Item = (&String, &Value)> {
    what["responses"].as_object().into_iter().flatten()
}

fn render_answer(status: &str, answer: &Value) -> Markup {
    let content = answer["content"].as_object();
    html! {
        div data-kind=(&status[..1]) {
            dt { (status) }
            dd {
                (prose(text(answer, "description")))
                @if status.starts_with('2') {
                    @for (media, shape) in content.into_iter().flatten() {
                        span.media { code { (media) } @if schema::referred(&shape["schema"]).is_some() { " " (schema::kind(&shape["schema"])) } }
                    }
                    @for name in answer["headers"].as_object().into_iter().flat_map(|h| h.keys()).filter(|n| *n != "X-Request-Id") {
                        span.media { code { (name) } }
                    }
                }
            }
        }
    }
}

/// The table of error codes, from the schema of the code.
fn errors(document: &Value) -> Markup {
    let rows = [
        ("unauthorized", "401", "The credential is missing, broken, expired or revoked."),
        ("forbidden", "403", "The credential is good, but not for this."),
        ("not_found", "404, 405", "What was named is not there; or the path knows no such method."),
        ("conflict", "409", "The present state does not allow the call."),
        (
            "validation",
            "400, 413, 415, 422",
            "The request is not well formed, too large, not JSON, or a field is wrong.",
        ),
        ("rate_limited", "429", "Too many calls; `Retry-After` says how many seconds to wait."),
        ("internal", "500", "Something went wrong here; the message holds the request id."),
    ];
    let sample = &document["components"]["schemas"]["ErrorBody"]["examples"][0];
    html! {
        section.group id="errors" {
            h2 { "Errors" }
            p.lead { "Every call that fails answers this envelope. Decide by the code; show people the message." }
            article {
                div.words {
                    table {
                        thead { tr { th { "Code" } th { "Status" } th { "When" } } }
                        tbody {
                            @for (code, status, when) in rows {
                                tr { td { code { (code) } } td { (status) } td { (prose(when)) } }
                            }
                        }
                    }
                    p {
                        "An error inside a stream is another thing: the answer had begun, so it comes as the frame "
                        code { "error" } " with a code of its own and " code { "retryable" } "."
                    }
                }
                div.sample {
                    p.caption { "Answer" }
                    pre tabindex="0" { code { (example::pretty(sample)) } }
                }
            }
        }
    }
}

fn groups(document: &Value) -> Vec<(&Value, Vec<Operation<'_>>)> {
    let tags = document["tags"].as_array().into_iter().flatten();
    tags.map(|tag| (tag, operations(document, text(tag, "name"))))
        .filter(|(_, found)| !found.is_empty())
        .collect()
}

fn operations<'a>(document: &'a Value, tag: &str) -> Vec<Operation<'a>> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let all = paths.flat_map(|(path, item)| {
        METHODS
            .into_iter()
            .filter_map(move |method| Some(Operation { method, path, what: item.get(method)? }))
    });
    all.filter(|operation| operation.what["tags"][0] == tag).collect()
}

fn credential_name(name: &str) -> &str {
    match name {
        "apiKey" => "API key",
        "visitorToken" => "visitor token",
        "sessionToken" => "session token",
        "signedAddress" => "signed address",
        other => other,
    }
}

fn short(method: &str) -> &str {
    if method == "delete" { "del" } else { method }
}

fn anchor(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    name.chars().map(plain).collect()
}

/// A field that is text; empty when there is none.
fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

/// Words in which `code` stands between back quotes.
fn prose(words: &str) -> Markup {
    html! {
        @for (i, piece) in words.split('`').enumerate() {
            @if i % 2 == 1 { code { (piece) } } @else { (piece) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_and_every_named_schema_has_its_place() {
        let document = serde_json::to_value(crate::openapi()).unwrap();
        let page = render(&document).into_string();
        for item in document["paths"].as_object().unwrap().values() {
            for operation in item.as_object().unwrap().values() {
                let id = operation["operationId"].as_str().unwrap();
                assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
            }
        }
        for target in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(page.contains(&format!("id=\"{target}\"")), "{target} leads nowhere");
        }
        assert!(!page.contains("<script") && !page.contains("http://") && !page.contains(" style="));
    }
}
