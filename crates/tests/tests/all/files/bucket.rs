//! Files in a bucket of a real S3 server: they come and go, and a server that is down loses nothing.
//!
//! Contract: Diverge reference 6.5 and 5 (DELETE).

use parlour_outbound::bucket::Bucket;
use parlour_tests::bucket::{Line, S3};
use parlour_tests::database::TestDb;
use parlour_tests::house::{House, base64, png, png_of_bytes, shown};
use parlour_tests::on_both;

use super::{is_stored, known, meet, staff, text_file};

on_both!(
    files_of_chat_and_livechat_come_back_from_the_bucket_and_go_with_their_visitor,
    two_installations_share_a_bucket_by_folders_of_their_own,
    while_the_server_is_down_nothing_is_lost,
    a_visitor_is_forgotten_though_the_server_is_down,
);

const LARGE: usize = 256 * 1024 + 1;

async fn files_of_chat_and_livechat_come_back_from_the_bucket_and_go_with_their_visitor(db: TestDb) {
    let house = House::keeping(db, S3::named().bucket().open().unwrap()).await;
    staff(&house, 30).await;
    let ada = house.visitor("ada").await;
    let (small, large) = (png(8, 8), png_of_bytes(LARGE));
    for picture in [&small, &large] {
        let frames = ada.message(&shown(picture, "image/png")).listen().await.all().await;
        assert_eq!(frames.last().unwrap().event, "done");
    }
    meet(&ada).await;
    ada.post("/livechat/messages", &text_file("hello")).await.ok();
    assert_eq!(house.stored_files(), [""; 0], "nothing lies in the folder");
    let ids = known(&house).await;
    assert_eq!(ids.len(), 3);
    for id in &ids {
        assert!(is_stored(&house, id).await);
    }
    let mut parts: Vec<_> = ada.history().await.iter().map(|message| message["parts"][0].clone()).collect();
    parts.retain(|part| part["type"] == "image" || part["type"] == "file");
    assert_eq!(parts[2]["url"], format!("data:image/png;base64,{}", base64(&small)));
    let fetched =
        async |url: &serde_json::Value| house.call_address("GET", url.as_str().unwrap()).send().await;
    assert_eq!(fetched(&parts[1]["url"]).await.is(200).body, large);
    assert_eq!(fetched(&parts[0]["url"]).await.is(200).text(), "hello");
    ada.call("DELETE", "/api/v1/chat").send().await.is(204);
    fetched(&parts[1]["url"]).await.refused(404, "not_found");
    for id in &ids {
        assert!(!is_stored(&house, id).await);
    }
}

async fn two_installations_share_a_bucket_by_folders_of_their_own(db: TestDb) {
    let (mine, other) = (S3::named().bucket(), S3::named().bucket());
    let house = House::keeping(db, mine.open().unwrap()).await;
    house.visitor("ada").await.message(&shown(&png(8, 8), "image/png")).listen().await.all().await;
    let path = object_store::path::Path::from(format!("attachments/{}", known(&house).await[0]));
    let found = async |bucket: &Bucket| {
        use object_store::ObjectStoreExt as _;
        bucket.open().unwrap().get(&path).await.is_ok()
    };
    assert!(found(&mine).await);
    assert!(!found(&other).await);
}

async fn while_the_server_is_down_nothing_is_lost(db: TestDb) {
    let s3 = S3::named();
    let line = Line::to(&s3.endpoint).await;
    let bucket = Bucket { endpoint: Some(line.address.clone()), ..s3.bucket() };
    let house = House::keeping(db, bucket.open().unwrap()).await;
    let ada = house.visitor("ada").await;
    ada.message(&shown(&png(8, 8), "image/png")).listen().await.all().await;
    line.cut();
    let mut second = shown(&png(9, 9), "image/png");
    second["client_message_id"] = "second".into();
    ada.message(&second).send().await.refused(500, "internal");
    let history = ada.history().await;
    assert_eq!(history.len(), 2, "what was said can be read, and nothing came of the second");
    let address = history[1]["parts"][0]["url"].as_str().unwrap();
    assert!(address.starts_with(&house.url), "a picture that cannot be read now has an address: {address}");
    house.call_address("GET", address).send().await.refused(500, "internal");
    line.mend();
    house.call_address("GET", address).send().await.is(200);
    let frames = ada.message(&second).listen().await.all().await;
    assert_eq!(frames.last().unwrap().event, "done");
    assert_eq!(known(&house).await.len(), 2);
    // What the first try may have left is swept once it is due.
    house.clock.advance_ms(60 * 60 * 1000);
    parlour_domain::attachment::sweep(&house.cx).await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM doomed_file").await, 0);
    for id in known(&house).await {
        assert!(is_stored(&house, &id).await);
    }
}

async fn a_visitor_is_forgotten_though_the_server_is_down(db: TestDb) {
    let s3 = S3::named();
    let line = Line::to(&s3.endpoint).await;
    let bucket = Bucket { endpoint: Some(line.address.clone()), ..s3.bucket() };
    let house = House::keeping(db, bucket.open().unwrap()).await;
    let ada = house.visitor("ada").await;
    ada.message(&shown(&png(8, 8), "image/png")).listen().await.all().await;
    let id = known(&house).await.remove(0);
    line.cut();
    ada.call("DELETE", "/api/v1/chat").send().await.is(204);
    assert_eq!(known(&house).await, [""; 0]);
    line.mend();
    assert!(is_stored(&house, &id).await, "the server could not be told");
    house.clock.advance_ms(1);
    parlour_domain::attachment::sweep(&house.cx).await.unwrap();
    assert!(!is_stored(&house, &id).await);
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM doomed_file").await, 0);
}
