//! The owner's backend, known by its API key.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use parlour_domain::access::{self, KeyHolder};

use super::credential::Credential;
use crate::app::App;
use crate::error::{ApiError, Result};

const CHALLENGE: &str = "Basic realm=\"parlour\", charset=\"UTF-8\"";

/// A backend with a good API key, counted as a sign-in.
#[derive(Debug)]
pub(crate) struct Key(pub(crate) KeyHolder);

impl FromRequestParts<App> for Key {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let refused = |why: &str| ApiError::unauthorized(why, CHALLENGE);
        let judge = async |key: &str| {
            access::authenticate_key(&app.cx, key).await.map_err(|e| ApiError::from(e).challenged(CHALLENGE))
        };
        let holder = match Credential::of(&parts.headers) {
            Credential::None => return Err(refused("send the API key as the user name of HTTP Basic")),
            Credential::Broken(why) => return Err(refused(why)),
            Credential::Basic(key) => judge(&key).await?,
            Credential::Bearer(token) => {
                judge(&token).await?;
                return Err(refused("an API key is sent as the user name of HTTP Basic, not as a token"));
            }
        };
        app.limits.count_sign_in(&holder.key_id)?;
        Ok(Self(holder))
    }
}
