//! What every command is given: the database, the clock, names for new things, the signing key and the files.

use std::sync::Arc;

use object_store::ObjectStore;
use parlour_model::{Clock, Ids};
use parlour_outbound::Reach;
use parlour_store::{Db, installation};

use crate::feed::Feed;
use crate::{Error, Result};

/// The ground every command stands on. Cheap to clone.
#[derive(Clone)]
pub struct Cx {
    /// The database.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// Names for new things.
    pub ids: Ids,
    /// Where stored files lie.
    pub files: Arc<dyn ObjectStore>,
    /// The address under which visitors reach this server, without a slash at the end.
    pub public_url: Arc<str>,
    /// Wakes those who wait for something to change.
    pub(crate) feed: Feed,
    /// Signs tokens and addresses; the same in every process of an installation.
    pub(crate) secret: Arc<[u8]>,
    /// How far webhooks may reach.
    pub(crate) webhook_reach: Reach,
}

impl std::fmt::Debug for Cx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cx({:?}, {})", self.db, self.public_url)
    }
}

impl Cx {
    /// Stands on `db`, whose signing key is made when the installation is new.
    ///
    /// # Errors
    /// [`Error::Internal`] when the database does not answer.
    pub async fn new(
        db: Db,
        clock: Clock,
        ids: Ids,
        files: Arc<dyn ObjectStore>,
        public_url: &str,
    ) -> Result<Self> {
        let fresh: [u8; 32] = rand::random();
        let fresh = hex(&fresh);
        let secret =
            db.write(async move |tx| installation::get_or_insert(tx, "signing_secret", &fresh).await).await;
        let secret = secret.map_err(Error::from)?.into_bytes().into();
        let (public_url, feed) = (public_url.trim_end_matches('/').into(), Feed::default());
        let webhook_reach = Reach::Public;
        Ok(Self { db, clock, ids, files, public_url, feed, secret, webhook_reach })
    }

    /// The same ground, from which webhooks also reach this machine, by plain HTTP: for development.
    #[must_use]
    pub fn with_loopback_webhooks(self) -> Self {
        Self { webhook_reach: Reach::Loopback, ..self }
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
