//! Where files are kept: in the data folder, or in a bucket that is looked at before anything is put into it.

use std::path::Path;
use std::sync::Arc;

use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use parlour_model::Ids;
use parlour_outbound::bucket::{self, Bucket, Fault};

use crate::config::Config;
use crate::installation::make_folder;
use crate::output::Failure;

/// The files of the installation that `config` describes.
pub(crate) fn open(config: &Config) -> Result<Arc<dyn ObjectStore>, Failure> {
    match &config.bucket {
        Some(bucket) => bucket.open().map_err(|fault| Failure::new(remedy(bucket, &fault))),
        None => folder(&config.data.join("files")),
    }
}

fn folder(path: &Path) -> Result<Arc<dyn ObjectStore>, Failure> {
    make_folder(path)?;
    let files = LocalFileSystem::new_with_prefix(path).map_err(|error| Failure::new(error.to_string()))?;
    Ok(Arc::new(files.with_fsync(true)))
}

/// Looks whether the bucket takes files, gives them back and lets them go. A folder has been looked at when it was made.
pub(crate) async fn check(config: &Config, files: &dyn ObjectStore) -> Result<(), Failure> {
    let Some(bucket) = &config.bucket else { return Ok(()) };
    let name = Ids::random().next("check");
    bucket::check(files, &name).await.map_err(|fault| Failure::new(remedy(bucket, &fault)))
}

/// What is wrong with the bucket and how to mend it.
fn remedy(bucket: &Bucket, fault: &Fault) -> String {
    match fault {
        Fault::UnknownBucket => {
            format!("{bucket} does not exist: make it there, or name another one with --s3-bucket")
        }
        Fault::UnknownKey => format!("{bucket}: its server knows no such key; check --s3-access-key-id"),
        Fault::WrongSecret => {
            format!("{bucket}: the secret is not that of the key; check --s3-secret-access-key")
        }
        Fault::NoKey => format!(
            "{bucket}: there is no key; set --s3-access-key-id and --s3-secret-access-key, or give this machine a role"
        ),
        Fault::Forbidden => format!(
            "{bucket}: the key may not do what is needed; allow it s3:PutObject, s3:GetObject and s3:DeleteObject there"
        ),
        Fault::WrongRegion => format!("{bucket} is in another region; name it with --s3-region"),
        Fault::WrongTime => format!("{bucket}: the clock of this machine is wrong; set it"),
        Fault::Unreachable(why) => format!("{bucket}: {why}; the address is --s3-endpoint's"),
        Fault::Other(why) => format!("{bucket} takes no files: {why}"),
    }
}
