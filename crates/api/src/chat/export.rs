//! `GET /api/v1/chat/export`: all that is kept of the visitor.
//!
//! Contract: Diverge reference 5 (GET /export).

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::access::VisitorIdentity;
use parlour_domain::retention::{self, Export};
use parlour_model::livechat::{ClientContext, LivechatSession};
use parlour_model::profile::Lead;
use parlour_model::{Environment, Message, Profile, Timestamp};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::session::SessionBody;
use crate::answers::VisitorRefusals;
use crate::caller::Visitor;
use crate::error::Result;

/// All that is kept of a visitor.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VisitorExport {
    /// When it was gathered.
    generated_at: Timestamp,
    /// The chatbot.
    chatbot_id: String,
    /// What the visitor is called.
    visitor_id: String,
    /// What the visitor filled in.
    session: SessionBody,
    /// Who their page told they are.
    profile: Profile,
    /// Who they told they are.
    lead: Option<Lead>,
    /// The conversations, oldest first.
    conversations: Vec<ConversationBody>,
    /// The livechat sessions, oldest first.
    livechat_sessions: Vec<LivechatSessionBody>,
    /// What is known of the files, without their content.
    attachments: Vec<AttachmentBody>,
    /// The support tickets.
    support_tickets: Vec<SubmissionBody>,
    /// The other forms.
    form_submissions: Vec<SubmissionBody>,
    /// What the owner's systems were told.
    webhook_events: Vec<EventBody>,
    /// What was counted on pages.
    page_events: Vec<PageEventBody>,
}

/// A livechat session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LivechatSessionBody {
    /// The session.
    #[serde(flatten)]
    session: LivechatSession,
    /// What made the visitor ask for a person.
    source: String,
    /// The part that offered one.
    part_id: Option<String>,
    /// What the visitor's client told of itself.
    client_context: Option<ClientContext>,
    /// The visitor's rating, 1 to 5.
    rating: Option<i64>,
    /// Their words with it.
    feedback: Option<String>,
    /// When it was rated.
    rated_at: Option<Timestamp>,
}

/// A conversation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConversationBody {
    /// Names it.
    conversation_id: String,
    /// When it began.
    created_at: Timestamp,
    /// The messages, oldest first.
    messages: Vec<Message>,
    /// The visitor's rating, 1 to 5.
    rating: Option<i64>,
    /// Their words with it.
    feedback: Option<String>,
    /// When it was rated.
    rated_at: Option<Timestamp>,
}

/// What is known of a file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttachmentBody {
    /// Names it.
    attachment_id: String,
    /// Its name.
    filename: Option<String>,
    /// Its media type.
    mime_type: String,
    /// Its size in bytes.
    size_bytes: i64,
    /// When it came.
    created_at: Timestamp,
}

/// A form that was sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubmissionBody {
    /// Names it.
    submission_id: String,
    /// `contact_form`, `support_ticket`, `form_submission` or `lead`.
    r#type: String,
    /// The conversation it belongs to.
    conversation_id: String,
    /// The part that asked for it; a lead, for which none asked, has its own id here.
    part_id: String,
    /// The owner's form.
    form_id: Option<String>,
    /// What was filled in, by key.
    #[schema(value_type = Object)]
    fields: Value,
    /// The files sent along.
    #[schema(value_type = Vec<Value>)]
    attachments: Value,
    /// When it was sent.
    created_at: Timestamp,
}

/// What the owner's systems were told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventBody {
    /// Names it.
    event_id: String,
    /// What happened.
    r#type: String,
    /// Live or test.
    environment: Environment,
    /// When it happened.
    created_at: Timestamp,
    /// When it is forgotten.
    expires_at: Timestamp,
    /// What was told.
    payload: Value,
}

/// Something that was counted on a page.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PageEventBody {
    /// What happened.
    name: String,
    /// What was told with it.
    #[schema(value_type = Object)]
    props: Map<String, Value>,
    /// When it was told.
    created_at: Timestamp,
}

/// Export the visitor's data
///
/// Everything that is kept of this visitor in one document. Their token stays good.
#[utoipa::path(
    get,
    path = "/api/v1/chat/export",
    tag = "Visitor's data",
    operation_id = "exportVisitor",
    responses((status = 200, description = "Everything.", body = VisitorExport), VisitorRefusals),
    security(("visitorToken" = [])),
)]
pub(crate) async fn export(State(cx): State<Cx>, Visitor(visitor): Visitor) -> Result<Json<VisitorExport>> {
    let export = retention::export(&cx, &visitor).await?;
    Ok(Json(body(visitor, export)))
}

fn body(visitor: VisitorIdentity, export: Export) -> VisitorExport {
    let (support_tickets, form_submissions) = export
        .submissions
        .into_iter()
        .map(|sent| {
            let mut content = sent.content;
            SubmissionBody {
                submission_id: sent.id,
                r#type: sent.kind,
                conversation_id: sent.conversation_id,
                part_id: sent.part_id,
                form_id: sent.form_id,
                fields: taken(&mut content, "fields", Value::Object(Map::new())),
                attachments: taken(&mut content, "attachments", Value::Array(vec![])),
                created_at: sent.created_at,
            }
        })
        .partition(|sent: &SubmissionBody| sent.r#type == "support_ticket");
    let conversations = export.conversations.into_iter().map(|(of, messages)| ConversationBody {
        conversation_id: of.id,
        created_at: of.created_at,
        messages,
        rating: of.rating,
        feedback: of.feedback,
        rated_at: of.rated_at,
    });
    let livechat_sessions = export.livechat_sessions.into_iter().map(|(session, kept)| LivechatSessionBody {
        session,
        source: kept.source,
        part_id: kept.part_id,
        client_context: kept.client_context,
        rating: kept.rating,
        feedback: kept.feedback,
        rated_at: kept.rated_at,
    });
    let attachments = export.attachments.into_iter().map(|file| AttachmentBody {
        attachment_id: file.id,
        filename: file.filename,
        mime_type: file.mime_type,
        size_bytes: file.size_bytes,
        created_at: file.created_at,
    });
    let page_events = export.page_events.into_iter().map(|event| PageEventBody {
        name: event.name,
        props: event.props,
        created_at: event.created_at,
    });
    let webhook_events = export.events.into_iter().map(|event| EventBody {
        event_id: event.id,
        r#type: event.kind,
        environment: event.environment,
        created_at: event.created_at,
        expires_at: event.expires_at,
        payload: event.payload,
    });
    VisitorExport {
        generated_at: export.generated_at,
        chatbot_id: visitor.chatbot_id,
        visitor_id: visitor.visitor_key,
        profile: export.session.known.told.clone(),
        lead: export.session.known.lead.clone(),
        session: export.session.into(),
        conversations: conversations.collect(),
        livechat_sessions: livechat_sessions.collect(),
        attachments: attachments.collect(),
        support_tickets,
        form_submissions,
        webhook_events: webhook_events.collect(),
        page_events: page_events.collect(),
    }
}

/// A field of a stored document; `empty` when it has none, or one of another kind.
fn taken(document: &mut Value, field: &str, empty: Value) -> Value {
    let found = document.get_mut(field).map(Value::take).unwrap_or_default();
    if std::mem::discriminant(&found) == std::mem::discriminant(&empty) { found } else { empty }
}
