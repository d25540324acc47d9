//! Where files are stored.

use clap::Args;

/// A bucket of an S3-compatible server for the files that visitors send, instead of the data folder.
#[derive(Debug, Args, Clone, Default)]
pub(crate) struct BucketArgs {
    /// Keep files in this S3 bucket instead of the data folder
    #[arg(long, env = "PARLOUR_S3_BUCKET", global = true, value_name = "NAME")]
    pub(crate) s3_bucket: Option<String>,
    /// The folder in the bucket [default: the bucket itself]
    #[arg(long, env = "PARLOUR_S3_PREFIX", global = true, value_name = "PATH")]
    pub(crate) s3_prefix: Option<String>,
    /// The S3-compatible server, such as `http://127.0.0.1:9000` [default: AWS]
    #[arg(long, env = "PARLOUR_S3_ENDPOINT", global = true, value_name = "URL")]
    pub(crate) s3_endpoint: Option<String>,
    /// The bucket's region [default: us-east-1]
    #[arg(long, env = "PARLOUR_S3_REGION", global = true, value_name = "NAME")]
    pub(crate) s3_region: Option<String>,
    /// The key's id [default: what AWS's own tools would use]
    #[arg(long, env = "PARLOUR_S3_ACCESS_KEY_ID", global = true, value_name = "ID")]
    pub(crate) s3_access_key_id: Option<String>,
    /// The key's secret; better set by its variable
    #[arg(
        long,
        env = "PARLOUR_S3_SECRET_ACCESS_KEY",
        global = true,
        value_name = "SECRET",
        hide_env_values = true
    )]
    pub(crate) s3_secret_access_key: Option<String>,
}
