//! The OpenAPI document: what the operations say of themselves, under one head.

use parlour_model::turn::{Done, FinishedPart, PartDelta, Status, StreamError};
use utoipa::Modify;
use utoipa::OpenApi as _;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::schema::{AdditionalProperties, Schema};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ObjectBuilder, OpenApi, PathItem, RefOr, Type};

use crate::error::ErrorBody;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Parlour",
        description = "Chat with a site's assistant, and with the people behind it. Every failed call answers one \
                       envelope: a code for programs, a message for people and, when they are known, the fields at \
                       fault. Every answer carries X-Request-Id.",
        license(name = "AGPL-3.0-only", identifier = "AGPL-3.0-only")
    ),
    tags(
        (name = "Signing in", description = "Backends sign visitors in with an API key; pages, by their origin."),
        (name = "Chat", description = "What a visitor does, with their token."),
        (name = "Livechat", description = "A visitor asks for a person, with their token."),
        (name = "Livechat for agents", description = "What the agents' app does in one session, with its token."),
        (name = "Livechat queues", description = "What a queue system does with all sessions, with the API key."),
        (name = "Setting up", description = "What an owner's backend sets: when people answer, and who they are."),
        (name = "Visitor's data", description = "A visitor may have everything, and have everything forgotten."),
        (name = "Webhooks", description = "What happens is told to your systems, and can be told again."),
        (name = "Pages", description = "What the script on a page reads and tells, without a credential."),
        (name = "Operating", description = "For whoever runs the server."),
    ),
    components(schemas(ErrorBody, Status, PartDelta, FinishedPart, Done, StreamError)),
    modifiers(&Credentials)
)]
struct Head;

/// The head of the document, without operations.
pub(crate) fn head() -> OpenApi {
    Head::openapi()
}

/// What holds for every operation: `X-Request-Id` on every answer, and answers may grow: a model that refuses unknown
/// settings when they are written does not promise its readers that none will come.
pub(crate) fn finish(mut document: OpenApi) -> OpenApi {
    for schema in document.components.iter_mut().flat_map(|components| components.schemas.values_mut()) {
        if let RefOr::T(Schema::Object(object)) = schema
            && object.additional_properties.as_deref() == Some(&AdditionalProperties::FreeForm(false))
        {
            object.additional_properties = None;
        }
    }
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            for response in operation.responses.responses.values_mut() {
                if let RefOr::T(response) = response {
                    let id = HeaderBuilder::new()
                        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
                        .description(Some("Names this call in the server's log"));
                    response.headers.insert("X-Request-Id".into(), id.build().into());
                }
            }
        }
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut utoipa::openapi::path::Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete].into_iter().flatten()
}

struct Credentials;

impl Modify for Credentials {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_default();
        let mut key = Http::new(HttpAuthScheme::Basic);
        key.description = Some("The API key is the user name; the password is empty.".into());
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("The visitor token that signing in gives."));
        let session = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("The token of one livechat session, as events bring it to the agents' app."));
        let address =
            ApiKeyValue::with_description("token", "Part of a signed address, as a message gives it.");
        for (name, scheme) in [
            ("apiKey", SecurityScheme::Http(key)),
            ("visitorToken", SecurityScheme::Http(token.build())),
            ("sessionToken", SecurityScheme::Http(session.build())),
            ("signedAddress", SecurityScheme::ApiKey(ApiKey::Query(address))),
        ] {
            components.security_schemes.insert(name.into(), scheme.into());
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_answer_that_refuses_has_the_envelope() {
        let document = serde_json::to_value(crate::openapi()).unwrap();
        let mut refusals = 0;
        for item in document["paths"].as_object().unwrap().values() {
            for operation in item.as_object().unwrap().values() {
                for (status, answer) in operation["responses"].as_object().unwrap() {
                    assert!(answer["headers"]["X-Request-Id"].is_object());
                    if status.starts_with(['4', '5']) {
                        let schema = &answer["content"]["application/json"]["schema"]["$ref"];
                        assert_eq!(schema, "#/components/schemas/ErrorBody", "{operation}");
                        refusals += 1;
                    }
                }
            }
        }
        assert!(refusals > 50);
        assert!(!document.to_string().contains("\"additionalProperties\":false"));
    }
}
