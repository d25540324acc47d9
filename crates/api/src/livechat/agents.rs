//! `/api/v1/chat/livechat/agents`: the people who answer.
//!
//! Contract: Diverge reference 2 (rows 23 and 24) and 6.6.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use parlour_domain::Cx;
use parlour_domain::attachment::IncomingFile;
use parlour_domain::livechat::profiles::{self, Agent, Avatar, NewProfile, Put};
use parlour_model::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::answers::{BodyRefusals, KeyRefusals, NamedAgentRefusals};
use crate::body::{JsonBody, Object};
use crate::caller::Key;
use crate::error::{ApiError, ErrorBody, Result};
use crate::query::AgentId;

/// The agent that is meant.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "for the document only; `AgentId` reads the path")]
pub(super) struct AgentPath {
    /// The agent.
    #[param(format = "uuid")]
    agent_id: String,
}

/// A profile to be kept.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct AgentRequest {
    /// The name visitors see.
    #[schema(min_length = 1, max_length = 100, pattern = r"\S", examples("Alice"))]
    display_name: String,
    /// Where the picture is; `null` takes it away. Without this and `avatar`, the picture stays as it is.
    #[serde(default, deserialize_with = "given")]
    #[schema(
        value_type = Option<String>,
        required = false,
        max_length = 2048,
        examples("https://shop.example.com/alice.png")
    )]
    avatar_url: Option<Option<String>>,
    /// The picture itself, to be served from here.
    #[schema(value_type = Option<AvatarFile>)]
    avatar: Option<Object<AvatarFile>>,
}

/// A picture of an agent.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct AvatarFile {
    /// Its bytes in base 64, without a `data:` prefix; at most 512 KiB decoded.
    #[schema(max_length = 699_052, pattern = "^[A-Za-z0-9+/]+={0,2}$", content_encoding = "base64")]
    data: String,
    /// Its media type, of PNG, JPEG, WebP or GIF; the bytes must agree.
    #[schema(examples("image/png"))]
    mime: String,
}

/// Tells what is given as `null` from what is not given.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl AgentRequest {
    fn into_profile(self) -> Result<NewProfile> {
        let avatar = match (self.avatar, self.avatar_url) {
            (Some(_), Some(Some(_))) => {
                return Err(ApiError::invalid("avatar", "give either avatar or avatar_url, not both"));
            }
            (Some(Object(file)), _) => {
                Avatar::File(IncomingFile { data_base64: file.data, mime_type: file.mime, filename: None })
            }
            (None, Some(Some(url))) => Avatar::At(url),
            (None, Some(None)) => Avatar::Remove,
            (None, None) => Avatar::Keep,
        };
        Ok(NewProfile { display_name: self.display_name, avatar })
    }
}

/// An agent's profile.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgentBody {
    /// Names the agent.
    agent_id: String,
    /// The name visitors see.
    display_name: String,
    /// Where the picture is.
    avatar_url: Option<String>,
    /// When the agent was first known.
    created_at: Timestamp,
    /// When the profile changed last.
    updated_at: Timestamp,
}

impl AgentBody {
    fn of(cx: &Cx, agent: Agent) -> Json<Self> {
        Json(Self {
            avatar_url: profiles::avatar_url(cx, &agent),
            agent_id: agent.id,
            display_name: agent.display_name,
            created_at: agent.created_at,
            updated_at: agent.updated_at,
        })
    }
}

/// The account's agents.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgentList {
    /// By name.
    agents: Vec<AgentBody>,
}

/// List the agents
///
/// The agents of the account, by name. They answer for all of its chatbots.
#[utoipa::path(
    get,
    path = "/api/v1/chat/livechat/agents",
    tag = "Setting up",
    operation_id = "listAgents",
    responses((status = 200, description = "The agents.", body = AgentList), KeyRefusals),
    security(("apiKey" = [])),
)]
pub(crate) async fn list_agents(State(cx): State<Cx>, Key(holder): Key) -> Result<Json<AgentList>> {
    let agents = profiles::list(&cx, &holder).await?;
    Ok(Json(AgentList { agents: agents.into_iter().map(|agent| AgentBody::of(&cx, agent).0).collect() }))
}

/// Read an agent's profile
///
/// What is kept of one agent of the account.
#[utoipa::path(
    get,
    path = "/api/v1/chat/livechat/agents/{agent_id}",
    tag = "Setting up",
    operation_id = "getAgent",
    params(AgentPath),
    responses(
        (status = 200, description = "The profile.", body = AgentBody),
        NamedAgentRefusals,
        KeyRefusals,
    ),
    security(("apiKey" = [])),
)]
pub(crate) async fn get_agent(
    State(cx): State<Cx>,
    Key(holder): Key,
    AgentId(agent_id): AgentId,
) -> Result<Json<AgentBody>> {
    let agent = profiles::find(&cx, &holder, &agent_id).await?;
    Ok(AgentBody::of(&cx, agent))
}

/// Create or update an agent
///
/// Keeps an agent's name and picture under a UUID of your choice. What was said before keeps the name of its time.
#[utoipa::path(
    put,
    path = "/api/v1/chat/livechat/agents/{agent_id}",
    tag = "Setting up",
    operation_id = "putAgent",
    params(AgentPath),
    request_body = AgentRequest,
    responses(
        (status = 200, description = "The profile was updated.", body = AgentBody),
        (status = 201, description = "The agent was created.", body = AgentBody),
        (status = 409, description = "Another account has an agent of this id.", body = ErrorBody),
        KeyRefusals,
        BodyRefusals,
    ),
    security(("apiKey" = [])),
)]
pub(crate) async fn put_agent(
    State(cx): State<Cx>,
    Key(holder): Key,
    AgentId(agent_id): AgentId,
    JsonBody(request): JsonBody<AgentRequest>,
) -> Result<(StatusCode, Json<AgentBody>)> {
    Ok(match profiles::put(&cx, &holder, &agent_id, request.into_profile()?).await? {
        Put::Created(agent) => (StatusCode::CREATED, AgentBody::of(&cx, agent)),
        Put::Updated(agent) => (StatusCode::OK, AgentBody::of(&cx, agent)),
    })
}

/// Remove an agent
///
/// Removes the profile and its picture. What the agent said keeps their name.
#[utoipa::path(
    delete,
    path = "/api/v1/chat/livechat/agents/{agent_id}",
    tag = "Setting up",
    operation_id = "deleteAgent",
    params(AgentPath),
    responses(
        (status = 204, description = "Removed."),
        NamedAgentRefusals,
        KeyRefusals,
    ),
    security(("apiKey" = [])),
)]
pub(crate) async fn delete_agent(
    State(cx): State<Cx>,
    Key(holder): Key,
    AgentId(agent_id): AgentId,
) -> Result<StatusCode> {
    profiles::delete(&cx, &holder, &agent_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
