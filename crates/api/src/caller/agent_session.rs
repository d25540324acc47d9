//! The agents' app, known by the token of one livechat session.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use parlour_domain::Error;
use parlour_domain::access::{self, SessionHolder};

use super::credential::Credential;
use crate::app::App;
use crate::error::{ApiError, Result};

const ASK: &str = "Bearer realm=\"parlour\"";
const ASK_AGAIN: &str = "Bearer realm=\"parlour\", error=\"invalid_token\"";

/// An agents' app with a good token of one livechat session; the call is counted for that session.
#[derive(Debug)]
pub(crate) struct AgentSession(pub(crate) SessionHolder);

impl FromRequestParts<App> for AgentSession {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let holder = match Credential::of(&parts.headers) {
            Credential::None => {
                return Err(ApiError::unauthorized("send the livechat session's token as Bearer", ASK));
            }
            Credential::Broken(why) => return Err(ApiError::unauthorized(why, ASK)),
            Credential::Bearer(token) => {
                let judged = access::authenticate_session(&app.cx, &token).await;
                judged.map_err(|error| ApiError::from(error).challenged(ASK_AGAIN))?
            }
            Credential::Basic(key) => {
                return Err(match access::authenticate_key(&app.cx, &key).await {
                    Ok(_) => {
                        ApiError::forbidden("this call takes a livechat session's token, not an API key")
                    }
                    Err(Error::Forbidden(_)) => {
                        ApiError::unauthorized("a token is sent as Bearer, not by HTTP Basic", ASK)
                    }
                    Err(error) => ApiError::from(error).challenged(ASK),
                });
            }
        };
        app.limits.count_agent_call(&holder.session_id)?;
        Ok(Self(holder))
    }
}
