//! `GET`, `PUT` and `DELETE /api/v1/chat/profile`: who the visitor is.
//!
//! Contract: Chat Data 2 (user-info, user authentication) and 3 (the names in every event).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use parlour_domain::Cx;
use parlour_domain::profile::{self, Told, VisitorProfile};
use parlour_model::Profile;
use parlour_model::config::LeadForm;
use parlour_model::profile::LeadSource;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::answers::{BodyRefusals, VisitorRefusals};
use crate::body::JsonBody;
use crate::caller::Visitor;
use crate::error::{ErrorBody, Result};

/// Who the visitor is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProfileAnswer {
    /// The chatbot, as pages name it.
    chatbot: PublicChatbot,
    /// The visitor's conversation, also before it begins.
    #[schema(format = "uuid")]
    conversation_id: String,
    /// The visitor, as far as they are known.
    lead: KnownLead,
    /// What else the page told of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    info: Option<String>,
    /// What the owner's systems call them.
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    /// Whether the chatbot's identity secret vouches for the `user_id`.
    verified: bool,
    /// Whether the page is to be told what happens in the chat.
    events: bool,
    /// When the visitor is to be asked who they are, and for what; what is known is not asked for again.
    lead_form: LeadForm,
}

/// A chatbot, as pages name it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicChatbot {
    /// 24 hexadecimal digits.
    #[schema(pattern = "^[0-9a-f]{24}$")]
    public_id: String,
    /// What its owner calls it.
    name: String,
    /// What visitors call it.
    display_name: String,
}

/// A visitor, as far as they are known: by their page, or by what they left.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KnownLead {
    /// Names the visitor.
    #[schema(format = "uuid")]
    uuid: String,
    /// Their name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Their e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Their telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// Where they left any of it themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<LeadSource>,
}

impl From<VisitorProfile> for ProfileAnswer {
    fn from(of: VisitorProfile) -> Self {
        let Profile { name, email, phone, info, user_id } = of.known;
        Self {
            chatbot: PublicChatbot { public_id: of.public_id, name: of.name, display_name: of.display_name },
            conversation_id: of.conversation_id,
            lead: KnownLead { uuid: of.lead_id, name, email, phone, source: of.lead_source },
            info,
            user_id,
            verified: of.verified,
            events: of.events,
            lead_form: of.lead_form,
        }
    }
}

/// What the page tells of the visitor, each part of it if it is known.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(examples(json!({"name": "Ada", "email": "ada@example.com", "info": "Has two open orders."})))]
pub(crate) struct ProfileChange {
    /// Their name; 100 characters are kept.
    name: Option<String>,
    /// Their e-mail address; 254 characters are kept.
    email: Option<String>,
    /// Their telephone number; 40 characters are kept.
    phone: Option<String>,
    /// What else is known, for the assistant and the people who answer; 8000 characters are kept.
    info: Option<String>,
    /// What your systems call them.
    #[schema(max_length = 50)]
    user_id: Option<String>,
    /// The lower-case hexadecimal HMAC-SHA256 of `user_id` by the chatbot's identity secret, made on your server.
    #[schema(max_length = 100)]
    user_hash: Option<String>,
}

impl From<ProfileChange> for Told {
    fn from(change: ProfileChange) -> Self {
        let ProfileChange { name, email, phone, info, user_id, user_hash } = change;
        Self { profile: Profile { name, email, phone, info, user_id }, user_hash }
    }
}

/// Read the profile
///
/// Who the visitor is, as far as their page told it or they left it themselves, and by which names pages know this chat.
#[utoipa::path(
    get,
    path = "/api/v1/chat/profile",
    tag = "Visitor's data",
    operation_id = "getProfile",
    responses(
        (status = 200, description = "The profile.", body = ProfileAnswer),
        (status = 404, description = "The chatbot does not answer.", body = ErrorBody),
        VisitorRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn get_profile(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
) -> Result<Json<ProfileAnswer>> {
    Ok(Json(profile::read(&cx, &visitor).await?.into()))
}

/// Tell who the visitor is
///
/// Takes the place of all that the page told before; what is longer than is kept is cut. The assistant may answer from it,
/// and forms do not ask for it again. Where the chatbot asks for proof, a `user_id` with its `user_hash` is needed, and is
/// refused by 403 when it proves nothing.
#[utoipa::path(
    put,
    path = "/api/v1/chat/profile",
    tag = "Visitor's data",
    operation_id = "putProfile",
    request_body = ProfileChange,
    responses(
        (status = 200, description = "The profile.", body = ProfileAnswer),
        (status = 404, description = "The chatbot does not answer.", body = ErrorBody),
        VisitorRefusals,
        BodyRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn put_profile(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
    JsonBody(change): JsonBody<ProfileChange>,
) -> Result<Json<ProfileAnswer>> {
    Ok(Json(profile::tell(&cx, &visitor, change.into()).await?.into()))
}

/// Clear the profile
///
/// Nothing that the page told or the visitor left is known any more, as after a logout. The conversation stays, and so
/// does what was sent with forms.
#[utoipa::path(
    delete,
    path = "/api/v1/chat/profile",
    tag = "Visitor's data",
    operation_id = "clearProfile",
    responses((status = 204, description = "Nothing is known."), VisitorRefusals),
    security(("visitorToken" = [])),
)]
pub(crate) async fn clear_profile(State(cx): State<Cx>, Visitor(visitor): Visitor) -> Result<StatusCode> {
    profile::clear(&cx, &visitor).await?;
    Ok(StatusCode::NO_CONTENT)
}
