//! What pages and products were imported from. An import removes only what its own source no longer has: a source that
//! is not imported again stays until it is removed by its name.

use std::path::Path;

use parlour_store::Error as StoreError;
use parlour_store::knowledge as rows;

pub use parlour_store::knowledge::Source;

use super::import::source_of;
use crate::{Cx, Error, Result, chatbot};

/// What the chatbot's pages and products were imported from, by name.
///
/// # Errors
/// [`Error::NotFound`] when there is no such chatbot.
pub async fn list(cx: &Cx, chatbot_id: &str) -> Result<Vec<Source>> {
    chatbot::find(cx, chatbot_id).await?;
    let id = chatbot_id.to_owned();
    Ok(cx.db.read(async move |tx| rows::list_sources(tx, &id).await).await?)
}

/// Removes all that came from a source, named as it is listed or as it was when it was imported, a relative path below
/// `folder`; gives what it held.
///
/// # Errors
/// [`Error::NotFound`] when there is no such chatbot or nothing came from there.
pub async fn remove(cx: &Cx, chatbot_id: &str, named: &str, folder: &Path) -> Result<Source> {
    let known = list(cx, chatbot_id).await?;
    // The file may be gone by now: then only its folder can still say its whole path.
    let whole = folder.join(named).display().to_string();
    let names = [named.to_owned(), source_of(Path::new(named)), whole, format!("{named}/")];
    let unknown = || {
        Error::NotFound(format!(
            "nothing of {chatbot_id} came from {named}; `parlour source list --chatbot {chatbot_id}` shows what did"
        ))
    };
    let found = known.into_iter().find(|of| names.contains(&of.source)).ok_or_else(unknown)?;
    let (id, source) = (chatbot_id.to_owned(), found.source.clone());
    let removed = cx.db.write(async move |tx| {
        let removed = rows::delete_source(tx, &id, &source).await?;
        rows::bump_version(tx, &id).await?;
        Ok::<_, StoreError>(removed)
    });
    let (pages, products) = removed.await?;
    Ok(Source { pages: pages.cast_signed(), products: products.cast_signed(), ..found })
}
