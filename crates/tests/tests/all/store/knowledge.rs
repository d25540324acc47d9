//! Pages, passages and products come and go with imports.

use parlour_model::config::Settings;
use parlour_model::{Amount, Price, Timestamp};
use parlour_store::chatbot::{self, Chatbot};
use parlour_store::knowledge::{self as rows, NewPassage, Page, Seen};
use parlour_store::retrieval::{self, ProductRow};
use parlour_store::vector::{self, PassageVector};
use parlour_store::{Db, Error};
use parlour_tests::database::TestDb;
use parlour_tests::on_both;

on_both!(
    a_page_keeps_its_id_when_it_is_imported_again,
    what_an_import_did_not_see_goes_with_its_passages,
    products_are_replaced_in_place,
    a_source_is_listed_and_removed_by_its_name,
    the_knowledge_version_counts,
    pages_are_listed_by_address,
    vectors_go_with_their_passage,
);

async fn with_chatbot(db: &Db) {
    let chatbot = |id: &str| Chatbot {
        id: id.into(),
        account_id: "acct_1".into(),
        public_id: format!("public-{id}"),
        sdk_key: format!("key-{id}"),
        name: id.into(),
        settings: Settings::default(),
        enabled: true,
        knowledge_version: 0,
        created_at: Timestamp(1),
    };
    let (shop, other) = (chatbot("shop"), chatbot("other"));
    db.write(async move |tx| {
        tx.execute("INSERT INTO account (id, name, created_ms) VALUES ('acct_1', 'a', 1)", &[]).await?;
        chatbot::insert(tx, &shop).await?;
        chatbot::insert(tx, &other).await
    })
    .await
    .unwrap();
}

fn page(id: &str, chatbot_id: &str, url: &str, import_id: &str) -> Page {
    Page {
        id: id.into(),
        chatbot_id: chatbot_id.into(),
        source: "docs".into(),
        url: url.into(),
        title: format!("Title of {url}"),
        language: "en".into(),
        content_hash: "h".into(),
        import_id: import_id.into(),
        updated_at: Timestamp(5),
    }
}

fn passage(id: &str, text: &str) -> NewPassage<Vec<String>> {
    NewPassage {
        id: id.into(),
        headings: vec!["A".into(), "B".into()],
        anchor: Some("b".into()),
        content: vec![text.into()],
        text: text.into(),
    }
}

async fn keep(db: &Db, page: Page, passages: Vec<NewPassage<Vec<String>>>) -> String {
    db.write(async move |tx| {
        let id = rows::upsert_page(tx, &page).await?;
        rows::replace_passages(tx, &page.chatbot_id, &id, &passages).await?;
        Ok::<_, Error>(id)
    })
    .await
    .unwrap()
}

async fn texts(db: &Db, chatbot_id: &'static str) -> Vec<String> {
    let found = db.read(async move |tx| retrieval::list_passages(tx, chatbot_id, "", 100).await);
    found.await.unwrap().into_iter().map(|p| format!("{} {}", p.page_url, p.text)).collect()
}

async fn a_page_keeps_its_id_when_it_is_imported_again(test: TestDb) {
    with_chatbot(&test.db).await;
    let passages = vec![passage("psg_1", "one"), passage("psg_2", "two")];
    assert_eq!(keep(&test.db, page("page_1", "shop", "/a", "import_1"), passages).await, "page_1");
    let again = page("page_2", "shop", "/a", "import_2");
    assert_eq!(keep(&test.db, again, vec![passage("psg_3", "three")]).await, "page_1");
    let elsewhere = page("page_3", "other", "/a", "import_1");
    assert_eq!(keep(&test.db, elsewhere, vec![passage("psg_4", "four")]).await, "page_3");
    assert_eq!(texts(&test.db, "shop").await, ["/a three"]);
    assert_eq!(texts(&test.db, "other").await, ["/a four"]);
    let kept = test.db.read(async |tx| rows::find_page(tx, "shop", "/a").await).await.unwrap();
    assert_eq!(kept, Some(Page { id: "page_1".into(), ..page("", "shop", "/a", "import_2") }));
}

async fn what_an_import_did_not_see_goes_with_its_passages(test: TestDb) {
    with_chatbot(&test.db).await;
    for (id, chatbot, url) in [("page_1", "shop", "/a"), ("page_2", "shop", "/b"), ("page_3", "other", "/a")]
    {
        keep(&test.db, page(id, chatbot, url, "import_1"), vec![passage(&format!("psg_{id}"), "x")]).await;
    }
    let elsewhere = Page { source: "blog".into(), ..page("page_4", "shop", "/c", "import_1") };
    keep(&test.db, elsewhere, vec![passage("psg_4", "x")]).await;
    let removed = test.db.write(async |tx| {
        rows::touch_page(tx, "shop", "page_1", "docs", "import_2").await?;
        rows::delete_gone_pages(tx, "shop", "docs", "import_2").await
    });
    assert_eq!(removed.await.unwrap(), 1);
    assert_eq!(texts(&test.db, "shop").await, ["/c x", "/a x"]);
    assert_eq!(texts(&test.db, "other").await, ["/a x"]);
}

fn product(id: &str, amount: i64) -> ProductRow<Vec<String>> {
    let price = |amount| Price { amount: Amount(amount), currency: "EUR".into() };
    ProductRow {
        id: id.into(),
        title: format!("Title of {id}"),
        description: "Soft".into(),
        price: price(amount),
        original_price: Some(price(amount + 1)),
        image_url: None,
        url: format!("https://shop.example/{id}"),
        stock: Some(3),
        tags: vec!["blue".into()],
        variants: vec!["S".into()],
    }
}

async fn products_are_replaced_in_place(test: TestDb) {
    with_chatbot(&test.db).await;
    let seen = |import_id, position| Seen { source: "feed.csv", import_id, position };
    test.db
        .write(async move |tx| {
            for (id, at) in [("a", 0), ("b", 1), ("c", 2)] {
                let now = Timestamp(5);
                rows::upsert_product(tx, "shop", &product(id, 100), "h1", seen("import_1", at), now).await?;
            }
            rows::upsert_product(tx, "other", &product("a", 7), "h1", seen("import_1", 0), Timestamp(5)).await
        })
        .await
        .unwrap();
    let removed = test.db.write(async move |tx| {
        rows::upsert_product(tx, "shop", &product("b", 200), "h2", seen("import_2", 0), Timestamp(6)).await?;
        rows::touch_product(tx, "shop", "a", seen("import_2", 1)).await?;
        rows::delete_gone_products(tx, "shop", "feed.csv", "import_2").await
    });
    assert_eq!(removed.await.unwrap(), 1);
    let read = async |chatbot_id: &'static str| {
        let found = test
            .db
            .read(async move |tx| retrieval::list_products::<Vec<String>>(tx, chatbot_id, "", 9).await);
        found.await.unwrap()
    };
    assert_eq!(read("shop").await, [product("a", 100), product("b", 200)]);
    assert_eq!(read("other").await, [product("a", 7)]);
    let hash = async |id: &'static str| {
        test.db.read(async move |tx| rows::find_product_hash(tx, "shop", id).await).await.unwrap()
    };
    assert_eq!((hash("b").await.as_deref(), hash("c").await), (Some("h2"), None));
}

async fn the_knowledge_version_counts(test: TestDb) {
    with_chatbot(&test.db).await;
    let of = async |id: &'static str| {
        test.db.read(async move |tx| chatbot::find(tx, id).await).await.unwrap().unwrap().created_at.ms()
    };
    let (shop, other) = (of("shop").await, of("other").await);
    for (id, version) in
        [("shop", Some(shop + 1)), ("shop", Some(shop + 2)), ("other", Some(other + 1)), ("nobody", None)]
    {
        let bumped = test.db.write(async move |tx| rows::bump_version(tx, id).await).await.unwrap();
        assert_eq!(bumped, version, "{id}");
    }
}

async fn pages_are_listed_by_address(test: TestDb) {
    with_chatbot(&test.db).await;
    for (id, url) in [("page_1", "/b"), ("page_2", "/a"), ("page_3", "/c")] {
        keep(&test.db, page(id, "shop", url, "import_1"), vec![]).await;
    }
    let list = async |after: &'static str| {
        let pages = test.db.read(async move |tx| rows::list_pages(tx, "shop", after, 2).await).await.unwrap();
        pages.into_iter().map(|p| p.url).collect::<Vec<_>>()
    };
    assert_eq!(list("").await, ["/a", "/b"]);
    assert_eq!(list("/b").await, ["/c"]);
}

async fn vectors_go_with_their_passage(test: TestDb) {
    with_chatbot(&test.db).await;
    let passages = vec![passage("psg_1", "one"), passage("psg_2", "two")];
    keep(&test.db, page("page_1", "shop", "/a", "import_1"), passages).await;
    keep(&test.db, page("page_2", "other", "/a", "import_1"), vec![passage("psg_3", "three")]).await;
    let lacking = async |model: &'static str| -> Vec<String> {
        let found = test.db.read(async move |tx| vector::list_unembedded(tx, "shop", model, 10).await).await;
        found
            .unwrap()
            .into_iter()
            .map(|of| format!("{} {} {:?}", of.passage_id, of.text, of.headings))
            .collect()
    };
    assert_eq!(lacking("small").await, ["psg_1 one [\"A\", \"B\"]", "psg_2 two [\"A\", \"B\"]"]);
    let of = |id: &str, vector: &str| PassageVector { passage_id: id.into(), vector: vector.into() };
    // A passage of another chatbot, and one that is gone, are passed over.
    let made = vec![of("psg_1", "AA=="), of("psg_2", "AQ=="), of("psg_3", "Ag=="), of("psg_9", "Aw==")];
    test.db.write(async move |tx| vector::upsert(tx, "shop", "small", &made).await).await.unwrap();
    let list = async |model: &'static str, after: &'static str| {
        test.db.read(async move |tx| vector::list(tx, "shop", model, after, 10).await).await.unwrap()
    };
    assert_eq!(list("small", "").await, [of("psg_1", "AA=="), of("psg_2", "AQ==")]);
    assert_eq!(list("small", "psg_1").await, [of("psg_2", "AQ==")]);
    assert_eq!((lacking("small").await.len(), lacking("large").await.len()), (0, 2));
    let other = vec![of("psg_1", "BA==")];
    test.db.write(async move |tx| vector::upsert(tx, "shop", "large", &other).await).await.unwrap();
    assert_eq!((list("small", "").await.len(), list("large", "").await), (1, vec![of("psg_1", "BA==")]));
    keep(&test.db, page("page_1", "shop", "/a", "import_2"), vec![passage("psg_4", "four")]).await;
    assert_eq!(list("small", "").await, []);
}

async fn a_source_is_listed_and_removed_by_its_name(test: TestDb) {
    with_chatbot(&test.db).await;
    keep(&test.db, page("p1", "shop", "https://x.example/a", "i1"), vec![passage("s1", "a")]).await;
    keep(&test.db, page("p2", "shop", "https://x.example/b", "i1"), vec![]).await;
    keep(&test.db, page("p3", "other", "https://x.example/a", "i1"), vec![passage("s3", "theirs")]).await;
    let done = test.db.write(async |tx| {
        let seen = |source| Seen { source, import_id: "i1", position: 0 };
        for (id, source) in [("a", "feed"), ("b", "docs")] {
            rows::upsert_product(tx, "shop", &product(id, 1), "h", seen(source), Timestamp(9)).await?;
        }
        let known = |source: &str, pages, products, at| rows::Source {
            source: source.into(),
            pages,
            products,
            updated_at: Timestamp(at),
        };
        assert_eq!(rows::list_sources(tx, "shop").await?, [known("docs", 2, 1, 9), known("feed", 0, 1, 9)]);
        assert_eq!(rows::delete_source(tx, "shop", "docs").await?, (2, 1));
        assert_eq!(rows::delete_source(tx, "shop", "docs").await?, (0, 0));
        assert_eq!(rows::list_sources(tx, "shop").await?, [known("feed", 0, 1, 9)]);
        assert_eq!(rows::list_sources(tx, "other").await?, [known("docs", 1, 0, 5)]);
        Ok::<_, Error>(())
    });
    done.await.unwrap();
    assert_eq!(texts(&test.db, "shop").await, Vec::<String>::new());
    assert_eq!(texts(&test.db, "other").await, ["https://x.example/a theirs"]);
}
