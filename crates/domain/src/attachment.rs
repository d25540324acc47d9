//! Files that visitors send: looked at, stored, and shown again by addresses that end.
//!
//! Contract: Diverge reference 4.1 (user image in history) and 6.5.

mod sniff;
mod zip;

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose};
use hmac::{Hmac, KeyInit as _, Mac as _};
use object_store::path::Path;
use object_store::{ObjectStoreExt as _, PutPayload};
use parlour_model::id::prefix;
use parlour_model::part::{FilePart, ImagePart};
use parlour_model::{Part, Timestamp};
use parlour_store::attachment::{self as rows, Attachment};
use parlour_store::conversation as messages;
use parlour_store::{Tx, visitor};
use sha2::Sha256;
use tracing::warn;

use crate::access::{VisitorIdentity, gone};
use crate::cx::hex;
use crate::{Cx, Error, Result};

/// How long a signed address works, in milliseconds: 15 minutes.
pub const URL_LIFE_MS: i64 = 900 * 1000;

/// Pictures up to this size are sent inside the message, in bytes.
const INLINE_LIMIT_BYTES: i64 = 256 * 1024;

/// A file that no attachment claims is removed after this time, in milliseconds: one hour.
const UNCLAIMED_LIFE_MS: i64 = 60 * 60 * 1000;

/// A file as a visitor sends it.
#[derive(Debug, Clone)]
pub struct IncomingFile {
    /// Its bytes in base 64, without a `data:` prefix.
    pub data_base64: String,
    /// What the sender says it is.
    pub mime_type: String,
    /// Its name.
    pub filename: Option<String>,
}

/// What a place takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Accepts {
    pub(crate) mime_types: &'static [&'static str],
    pub(crate) max_bytes: usize,
}

impl Accepts {
    /// Whether files that say they are of this kind are taken.
    pub(crate) fn takes(&self, file: &IncomingFile) -> bool {
        self.mime_types.contains(&claimed(file).as_str())
    }
}

/// What a file says it is, without parameters.
fn claimed(file: &IncomingFile) -> String {
    file.mime_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Pictures in messages.
pub(crate) const PICTURES: Accepts = Accepts {
    mime_types: &["image/png", "image/jpeg", "image/webp", "image/gif"],
    max_bytes: 5 * 1024 * 1024,
};

/// Files with support tickets and forms.
pub(crate) const TICKET_FILES: Accepts = Accepts {
    mime_types: &[
        "image/png",
        "image/jpeg",
        "image/webp",
        "image/gif",
        "application/pdf",
        "text/plain",
        "text/csv",
        sniff::DOCX,
        sniff::XLSX,
    ],
    max_bytes: 2 * 1024 * 1024,
};

/// Files in livechat; the owner sets how large.
pub(crate) const LIVECHAT_FILES: Accepts = Accepts { max_bytes: PICTURES.max_bytes, ..TICKET_FILES };

/// A file that was looked at and found good.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) bytes: Vec<u8>,
    pub(crate) mime_type: String,
    filename: Option<String>,
}

/// Decodes a file and looks whether it is what it says; the error names the remedy.
pub(crate) fn check(file: IncomingFile, accepts: Accepts) -> std::result::Result<Checked, String> {
    let claimed = claimed(&file);
    if !accepts.takes(&file) {
        return Err(format!(
            "this kind of file is not taken; expected one of {}",
            accepts.mime_types.join(", ")
        ));
    }
    let too_large = || format!("the file is larger than {}", size(accepts.max_bytes));
    if file.data_base64.len() > accepts.max_bytes.div_ceil(3) * 4 {
        return Err(too_large());
    }
    let lenient = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let engine = GeneralPurpose::new(&base64::alphabet::STANDARD, lenient);
    let decoded = engine.decode(file.data_base64.as_bytes());
    let bytes =
        decoded.map_err(|_| "expected the file's bytes in base 64, without a data: prefix".to_owned())?;
    if bytes.is_empty() {
        return Err("the file is empty".into());
    }
    if bytes.len() > accepts.max_bytes {
        return Err(too_large());
    }
    if !sniff::looks_like(&bytes, &claimed) {
        return Err(format!("the file's content is not {claimed}"));
    }
    Ok(Checked { bytes, mime_type: claimed, filename: file.filename.map(|name| plain_name(&name)) })
}

/// `5 MiB`, `512 KiB` or `100 bytes`.
fn size(bytes: usize) -> String {
    match bytes {
        mib if mib.is_multiple_of(1024 * 1024) => format!("{} MiB", mib / (1024 * 1024)),
        kib if kib.is_multiple_of(1024) => format!("{} KiB", kib / 1024),
        bytes => format!("{bytes} bytes"),
    }
}

/// The last piece of a path, without control characters, at most 200 characters.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// Writes a checked file to the object store and gives the row that will claim it. Until it does, the file goes with its
/// visitor, or within the hour.
pub(crate) async fn put(cx: &Cx, visitor: &VisitorIdentity, file: Checked) -> Result<Attachment> {
    let (id, now) = (cx.ids.next(prefix::ATTACHMENT), cx.clock.now());
    let due = now.plus_ms(UNCLAIMED_LIFE_MS);
    let (who, reserved) = (visitor.clone(), id.clone());
    let reserve = async move |tx: &Tx| {
        who.hold(tx).await?;
        Ok::<_, Error>(rows::reserve(tx, &reserved, &who.visitor_id, due).await?)
    };
    cx.db.write(reserve).await?;
    let size_bytes = file.bytes.len() as i64;
    cx.files.put(&path(&id), PutPayload::from(file.bytes)).await.map_err(Error::internal)?;
    let written = id.clone();
    if !cx.db.read(async move |tx| rows::is_doomed(tx, &written).await).await? {
        // The visitor was forgotten while it was written, and what they had was removed before.
        cx.files.delete(&path(&id)).await.map_err(Error::internal)?;
        return Err(gone());
    }
    Ok(Attachment {
        id,
        chatbot_id: visitor.chatbot_id.clone(),
        visitor_id: visitor.visitor_id.clone(),
        filename: file.filename,
        mime_type: file.mime_type,
        size_bytes,
        created_at: now,
        message_id: None,
    })
}

/// Removes files from the object store that nothing claims any more; gives their number. Those that it does not remove
/// now stay doomed.
///
/// # Errors
/// [`Error::Internal`] when the object store keeps one, or the database does not answer.
pub async fn sweep(cx: &Cx) -> Result<usize> {
    let now = cx.clock.now();
    let doomed = cx.db.read(async move |tx| rows::list_doomed(tx, now, 1000).await).await?;
    for id in &doomed {
        let outcome = cx.files.delete(&path(id)).await;
        let id = vec![id.clone()];
        match outcome {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {
                cx.db.write(async move |tx| rows::spare(tx, &id[0]).await).await?;
            }
            Err(error) => {
                // The others come first the next time.
                cx.db.write(async move |tx| rows::doom(tx, &id, now.plus_ms(1)).await).await?;
                return Err(Error::internal(error));
            }
        }
    }
    Ok(doomed.len())
}

/// Removes what is known of a message's file whose time has passed, dooms its bytes and marks it in its message, all as
/// part of one transaction. Says whether it was still there.
pub(crate) async fn remove(tx: &Tx, file: &Attachment, now: Timestamp) -> Result<bool> {
    if !visitor::lock(tx, &file.chatbot_id, &file.visitor_id).await?
        || !rows::delete(tx, &file.visitor_id, &file.id).await?
    {
        return Ok(false);
    }
    rows::doom(tx, std::slice::from_ref(&file.id), now).await?;
    let message_id = file.message_id.as_deref().unwrap_or_default();
    if let Some(message) = messages::find_message(tx, &file.visitor_id, message_id).await? {
        let parts: Vec<Part> = message.parts.into_iter().map(|part| marked(part, &file.id, now)).collect();
        messages::replace_parts(tx, &file.visitor_id, message_id, &parts).await?;
    }
    Ok(true)
}

/// The part, with a mark if it shows the file of this id.
fn marked(part: Part, id: &str, now: Timestamp) -> Part {
    match part {
        Part::Image(image) if image.attachment_id.as_deref() == Some(id) => {
            Part::Image(ImagePart { removed_at: Some(now), ..image })
        }
        Part::File(file) if file.attachment_id == id => {
            Part::File(FilePart { removed_at: Some(now), ..file })
        }
        other => other,
    }
}

/// A stored file on its way out.
#[derive(Debug)]
pub struct Opened {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub mime_type: String,
    /// Its name.
    pub filename: Option<String>,
}

/// Opens a file by its signed address.
///
/// # Errors
/// [`Error::Unauthorized`] when the signature is wrong or has ended, [`Error::NotFound`] when the file is gone.
pub async fn open(cx: &Cx, id: &str, token: &str) -> Result<Opened> {
    let refused =
        || Error::Unauthorized("the address has expired; read the message again for a fresh one".into());
    let (expires, mac) = token.split_once('.').ok_or_else(refused)?;
    let expires: i64 = expires.parse().map_err(|_| refused())?;
    let mac = unhex(mac).ok_or_else(refused)?;
    signature(cx, id, expires)?.verify_slice(&mac).map_err(|_| refused())?;
    if expires <= cx.clock.now().ms() {
        return Err(refused());
    }
    let wanted = id.to_owned();
    let found = cx.db.read(async move |tx| rows::find_signed(tx, &wanted).await).await?;
    let gone =
        || Error::NotFound("the file was deleted, or has been kept for as long as it was to be".into());
    let row = found.ok_or_else(gone)?;
    let bytes = read(cx, &row.id).await?.ok_or_else(gone)?;
    Ok(Opened { bytes, mime_type: row.mime_type, filename: row.filename })
}

/// Gives stored files their addresses: pictures inside the message when they are small, else signed. A picture that
/// cannot be read now is no reason to keep the words back: it gets a signed address, too.
///
/// Contract: Diverge reference 4.1 (user image in history).
pub(crate) async fn show(cx: &Cx, part: Part) -> Result<Part> {
    if let Part::Image(image) = &part
        && image.removed_at.is_none()
        && image.size_bytes.unwrap_or_default() <= INLINE_LIMIT_BYTES
    {
        match as_data_url(cx, image).await {
            Ok(Some(url)) => {
                let (part_id, caption) = (image.part_id.clone(), image.caption.clone());
                return Ok(Part::Image(ImagePart { part_id, caption, url, ..Default::default() }));
            }
            Ok(None) => {}
            Err(error) => warn!(%error, attachment_id = image.attachment_id, "a picture could not be read"),
        }
    }
    sign(cx, part)
}

/// Gives stored files signed addresses, pictures of any size, too: what is told to other systems stays small.
///
/// Contract: Diverge reference 6.5.
pub(crate) fn sign(cx: &Cx, part: Part) -> Result<Part> {
    match part {
        Part::File(file) => {
            let (url, url_expires_at) = signed_url(cx, &file.attachment_id)?;
            Ok(Part::File(FilePart { url, url_expires_at, ..file }))
        }
        Part::Image(image) => {
            let Some(id) = &image.attachment_id else { return Ok(Part::Image(image)) };
            let (url, expires) = signed_url(cx, id)?;
            let filename = image.caption.clone().unwrap_or_else(|| unnamed(&image));
            let (filename, url_expires_at) = (Some(filename), Some(expires));
            Ok(Part::Image(ImagePart { filename, url, url_expires_at, ..image }))
        }
        other => Ok(other),
    }
}

/// What a picture is called that was sent without a name, such as `picture.png`.
fn unnamed(image: &ImagePart) -> String {
    let kind = image.mime_type.as_deref().and_then(|mime| mime.strip_prefix("image/")).unwrap_or("png");
    format!("picture.{}", if kind == "jpeg" { "jpg" } else { kind })
}

/// A stored picture's bytes as a `data:` address; `None` when it is not stored or its file is gone.
pub(crate) async fn as_data_url(cx: &Cx, image: &ImagePart) -> Result<Option<String>> {
    let Some(id) = &image.attachment_id else { return Ok(None) };
    let mime = image.mime_type.as_deref().unwrap_or_default();
    let bytes = read(cx, id).await?;
    Ok(bytes.map(|bytes| format!("data:{mime};base64,{}", general_purpose::STANDARD.encode(bytes))))
}

/// How a stored picture stands in a stored message.
pub(crate) fn stored_image(row: &Attachment) -> Part {
    Part::Image(ImagePart {
        caption: row.filename.clone(),
        attachment_id: Some(row.id.clone()),
        mime_type: Some(row.mime_type.clone()),
        size_bytes: Some(row.size_bytes),
        ..Default::default()
    })
}

/// How another stored file stands in a stored message.
pub(crate) fn stored_file(row: &Attachment) -> Part {
    Part::File(FilePart {
        part_id: None,
        attachment_id: row.id.clone(),
        filename: row.filename.clone().unwrap_or_else(|| "file".into()),
        mime_type: row.mime_type.clone(),
        size_bytes: row.size_bytes,
        url: String::new(),
        url_expires_at: row.created_at,
        removed_at: None,
    })
}

/// An address of a stored file, and when it ends.
pub(crate) fn signed_url(cx: &Cx, id: &str) -> Result<(String, Timestamp)> {
    let expires = cx.clock.now().plus_ms(URL_LIFE_MS);
    let mac = hex(&signature(cx, id, expires.ms())?.finalize().into_bytes());
    let url = format!("{}/api/v1/chat/livechat/attachments/{id}?token={}.{mac}", cx.public_url, expires.ms());
    Ok((url, expires))
}

fn signature(cx: &Cx, id: &str, expires_ms: i64) -> Result<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&cx.secret).map_err(Error::internal)?;
    mac.update(format!("attachment:{id}:{expires_ms}").as_bytes());
    Ok(mac)
}

/// The bytes of a stored file; `None` when they are gone.
pub(crate) async fn read(cx: &Cx, id: &str) -> Result<Option<Vec<u8>>> {
    match cx.files.get(&path(id)).await {
        Ok(found) => Ok(Some(found.bytes().await.map_err(Error::internal)?.to_vec())),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(Error::internal(error)),
    }
}

fn path(id: &str) -> Path {
    Path::from(format!("attachments/{id}"))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok()).collect()
}
