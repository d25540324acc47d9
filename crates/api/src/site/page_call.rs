//! Calls that pages make without a credential: where they come from, and how often.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use parlour_domain::visitor::Caller;

use crate::app::App;
use crate::caller::ClientAddress;
use crate::error::{ApiError, Result};
use crate::limits::PageCall;

/// A page that signs a visitor in; counted.
pub(super) struct SigningIn(pub(super) Caller);

/// A page that reads what anyone may know; counted.
pub(super) struct Reading;

/// A page that tells what happened on it; counted.
pub(super) struct Telling(pub(super) Caller);

impl FromRequestParts<App> for SigningIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        count(parts, app, PageCall::SigningIn).await?;
        Ok(Self(caller(parts)))
    }
}

impl FromRequestParts<App> for Reading {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        count(parts, app, PageCall::Reading).await?;
        Ok(Self)
    }
}

impl FromRequestParts<App> for Telling {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        count(parts, app, PageCall::Telling).await?;
        Ok(Self(caller(parts)))
    }
}

async fn count(parts: &mut Parts, app: &App, call: PageCall) -> Result<()> {
    let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, app).await;
    address.map_or(Ok(()), |address| app.limits.count_page_call(call, address))
}

fn caller(parts: &Parts) -> Caller {
    let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Caller { origin: text(header::ORIGIN), host: text(header::HOST) }
}
