//! A bucket that is set up wrongly is told at the start, with what mends it.

use parlour_tests::binary::run_cli;
use parlour_tests::bucket::S3;
use parlour_tests::server::{Options, Server};
use serde_json::Value;

/// The variables that set the tests' bucket up, with some of them changed; an empty value takes one away.
fn variables(changed: &[(&str, &str)]) -> Vec<(String, String)> {
    let s3 = S3::named();
    let usual = [
        ("PARLOUR_S3_BUCKET", s3.bucket.as_str()),
        ("PARLOUR_S3_PREFIX", "setup"),
        ("PARLOUR_S3_ENDPOINT", s3.endpoint.as_str()),
        ("PARLOUR_S3_ACCESS_KEY_ID", &s3.key.0),
        ("PARLOUR_S3_SECRET_ACCESS_KEY", &s3.key.1),
    ];
    let changes = |name: &str| changed.iter().find(|(changed, _)| *changed == name).map(|(_, value)| *value);
    usual
        .iter()
        .map(|(name, value)| ((*name).to_owned(), changes(name).unwrap_or(value).to_owned()))
        .collect()
}

async fn doctor(variables: &[(String, String)]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let said = run_cli(folder.path(), variables, &["doctor", "--json"]).await;
    let findings = said.json()["findings"].as_array().unwrap().clone();
    let about = |finding: &&Value| matches!(finding["check"].as_str(), Some("files" | "database"));
    findings.iter().rfind(about).unwrap().clone()
}

#[tokio::test]
async fn what_is_wrong_with_a_bucket_is_named_with_its_remedy() {
    let reader = S3::named().reader;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    for (changed, remedy) in [
        (&[("PARLOUR_S3_BUCKET", "no-such-bucket")][..], "--s3-bucket"),
        (&[("PARLOUR_S3_ACCESS_KEY_ID", "AKIANOSUCHKEY")][..], "--s3-access-key-id"),
        (&[("PARLOUR_S3_SECRET_ACCESS_KEY", "wrong")][..], "--s3-secret-access-key"),
        (
            &[
                ("PARLOUR_S3_ACCESS_KEY_ID", reader.0.as_str()),
                ("PARLOUR_S3_SECRET_ACCESS_KEY", reader.1.as_str()),
            ][..],
            "s3:PutObject",
        ),
        (&[("PARLOUR_S3_ENDPOINT", nobody.as_str())][..], "--s3-endpoint"),
    ] {
        let variables = variables(changed);
        let finding = doctor(&variables).await;
        let detail = finding["detail"].as_str().unwrap();
        assert_eq!(finding["verdict"], "bad", "{finding}");
        assert!(detail.contains(remedy), "{detail}");
        let folder = tempfile::tempdir().unwrap();
        let said = run_cli(folder.path(), &variables, &["serve", "--listen", "127.0.0.1:0"]).await;
        assert_eq!((said.code, said.stdout.as_str()), (1, ""), "{said:?}");
        assert!(said.stderr.contains(remedy), "{said:?}");
        assert!(!said.stderr.contains(&S3::named().key.1), "{said:?}");
    }
}

#[tokio::test]
async fn half_a_bucket_is_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    for (half, remedy) in [
        (&[("PARLOUR_S3_SECRET_ACCESS_KEY", "")][..], "--s3-secret-access-key"),
        (&[("PARLOUR_S3_BUCKET", "")][..], "--s3-bucket"),
        (&[("PARLOUR_S3_ENDPOINT", "nowhere")][..], "--s3-endpoint"),
    ] {
        let said = run_cli(folder.path(), &variables(half), &["doctor"]).await;
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.stderr.contains(remedy), "{said:?}");
    }
}

#[tokio::test]
async fn a_server_keeps_its_files_in_a_good_bucket() {
    let env = variables(&[]);
    let mut server = Server::start(Options { env, ..Options::default() }).await;
    let findings = server.cli(&["doctor", "--json"]).await.json();
    let files = findings["findings"].as_array().unwrap().iter().find(|finding| finding["check"] == "files");
    assert_eq!(files.unwrap()["verdict"], "good", "{findings}");
    assert!(!server.folder().join("data/files").exists());
    assert!(server.stop().await.success());
}
