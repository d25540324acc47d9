//! What commands tell when their words find no reader, and when there is no place for their data.

use parlour_tests::binary::{run_cli, run_cli_unread};

#[tokio::test]
async fn a_reader_who_goes_away_is_no_trouble() {
    let folder = tempfile::tempdir().unwrap();
    run_cli(folder.path(), &[], &["chatbot", "create", "shop", "--name", "Shop"]).await.good();
    let commands: [&[&str]; 5] = [
        &["chatbot", "list"],
        &["chatbot", "list", "--json"],
        &["ask", "--chatbot", "shop", "Where is my parcel?"],
        &["doctor"],
        &["openapi"],
    ];
    for command in commands {
        let said = run_cli_unread(folder.path(), &[], command).await;
        assert_eq!(said.code, 0, "{command:?}: {said:?}");
        assert!(!said.stderr.contains("panicked"), "{command:?}: {said:?}");
    }
    let said = run_cli_unread(folder.path(), &[], &["chatbot", "show", "nobody", "--json"]).await;
    assert_eq!(said.code, 1, "what failed has failed: {said:?}");
    assert!(said.stderr.contains("nobody") && !said.stderr.contains("panicked"), "{said:?}");
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_is_named_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    // A folder in its place is refused like a file that may not be opened, whoever runs the tests.
    let in_its_way = folder.path().join("parlour-data/parlour.db");
    std::fs::create_dir_all(&in_its_way).unwrap();
    let said = run_cli(folder.path(), &[], &["chatbot", "create", "shop", "--name", "Shop"]).await;
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.stderr.contains("parlour-data/parlour.db"), "{said:?}");
    assert!(said.stderr.contains("choose a folder this user may write"), "{said:?}");
}
