//! The refusals that operations share, for the OpenAPI document.
//!
//! Each set names what an extractor can answer, so an operation lists its extractors' sets and its own refusals.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::{ContentBuilder, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder, Type};

type Responses = BTreeMap<String, RefOr<Response>>;

/// What a call with a visitor token may be refused for.
pub(crate) struct VisitorRefusals;

impl IntoResponses for VisitorRefusals {
    fn responses() -> Responses {
        collect([
            (
                401,
                unauthorized("The visitor token is missing, broken or expired, or its visitor was deleted."),
            ),
            (403, refusal("The credential is good, but not a visitor token.")),
            (429, rate_limited()),
            (500, internal()),
        ])
    }
}

/// What a call with a livechat session's token may be refused for.
pub(crate) struct AgentRefusals;

impl IntoResponses for AgentRefusals {
    fn responses() -> Responses {
        collect([
            (401, unauthorized("The session's token is missing, broken or expired, or its session is gone.")),
            (403, refusal("The credential is good, but not a livechat session's token.")),
            (429, rate_limited()),
            (500, internal()),
        ])
    }
}

/// What a call with an API key may be refused for.
pub(crate) struct KeyRefusals;

impl IntoResponses for KeyRefusals {
    fn responses() -> Responses {
        collect([
            (401, unauthorized("The API key is missing, unknown or revoked.")),
            (403, refusal("The credential is not an API key, or the chatbot belongs to another account.")),
            (429, rate_limited()),
            (500, internal()),
        ])
    }
}

/// What a call that acts on one chatbot may be refused for, beside [`KeyRefusals`].
pub(crate) struct ChatbotRefusals;

impl IntoResponses for ChatbotRefusals {
    fn responses() -> Responses {
        collect([
            (404, refusal("There is no such chatbot.")),
            (422, refusal("A parameter is wrong, or `chatbot_id` is missing and the account has several.")),
        ])
    }
}

/// What a call that names one of the account's agents may be refused for.
pub(crate) struct NamedAgentRefusals;

impl IntoResponses for NamedAgentRefusals {
    fn responses() -> Responses {
        collect([
            (404, refusal("The account has no such agent.")),
            (422, refusal("The agent's id is no UUID.")),
        ])
    }
}

/// What a call that names one of the account's livechat sessions may be refused for.
pub(crate) struct NamedSessionRefusals;

impl IntoResponses for NamedSessionRefusals {
    fn responses() -> Responses {
        collect([(404, refusal("The account has no such session in the key's environment."))])
    }
}

/// What a call that names one of the chatbot's forms may be refused for.
pub(crate) struct NamedFormRefusals;

impl IntoResponses for NamedFormRefusals {
    fn responses() -> Responses {
        collect([(404, refusal("There is no such form."))])
    }
}

/// What a call without a credential may be refused for.
pub(crate) struct PublicRefusals;

impl IntoResponses for PublicRefusals {
    fn responses() -> Responses {
        collect([(500, internal())])
    }
}

/// What a page may be refused for that reads what anyone may know.
pub(crate) struct PagePartRefusals;

impl IntoResponses for PagePartRefusals {
    fn responses() -> Responses {
        collect([
            (404, refusal("There is no such chatbot, or it has nothing of this name.")),
            (422, refusal("A parameter is wrong; `params` names it.")),
            (429, rate_limited()),
        ])
    }
}

/// What a page may be refused for that tells what happened on it.
pub(crate) struct PageToldRefusals;

impl IntoResponses for PageToldRefusals {
    fn responses() -> Responses {
        collect([
            (403, refusal("The chatbot's owner lists sites, and the page is of none of them.")),
            (404, refusal("There is no such chatbot.")),
            (429, rate_limited()),
        ])
    }
}

/// What a JSON body may be refused for.
pub(crate) struct BodyRefusals;

impl IntoResponses for BodyRefusals {
    fn responses() -> Responses {
        collect([
            (400, refusal("The body is not JSON.")),
            (413, refusal("The body is larger than this call takes.")),
            (415, refusal("The content type is not JSON.")),
            (422, refusal("A field is wrong; `params` names it.")),
        ])
    }
}

fn collect<const N: usize>(responses: [(u16, ResponseBuilder); N]) -> Responses {
    responses.into_iter().map(|(status, response)| (status.to_string(), response.build().into())).collect()
}

fn refusal(description: &str) -> ResponseBuilder {
    let envelope = ContentBuilder::new().schema(Some(Ref::from_schema_name("ErrorBody"))).build();
    ResponseBuilder::new().description(description).content("application/json", envelope)
}

fn unauthorized(description: &str) -> ResponseBuilder {
    let scheme = HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .description(Some("The scheme that would be accepted"));
    refusal(description).header("WWW-Authenticate", scheme.build())
}

fn rate_limited() -> ResponseBuilder {
    let seconds = HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1))))
        .description(Some("Whole seconds to wait"));
    refusal("Too many calls.").header("Retry-After", seconds.build())
}

fn internal() -> ResponseBuilder {
    refusal("Something went wrong on the server; the message holds the request id.")
}
