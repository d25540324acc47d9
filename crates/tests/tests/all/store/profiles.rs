//! Who visitors are, and by what it is proved, row by row.

use parlour_model::Timestamp;
use parlour_model::profile::{Lead, LeadSource, Profile};
use parlour_store::identity::{self, Identity};
use parlour_store::profile::{self, Known};
use parlour_store::visitor::{self, Standing};
use parlour_store::{Error, chatbot};
use parlour_tests::database::TestDb;
use parlour_tests::on_both;

use super::owners::{furnish, write};

on_both!(
    who_a_visitor_is_is_kept_by_their_chatbot_only,
    a_chatbot_has_one_identity_secret,
    a_visitor_is_identified_by_the_secret_that_there_is,
);

fn ada() -> Profile {
    Profile { name: Some("Ådá".into()), user_id: Some("1842".into()), ..Profile::default() }
}

fn secret(fingerprint: &str, required: bool) -> Identity {
    Identity { secret: format!("secret {fingerprint}"), fingerprint: fingerprint.into(), required }
}

async fn who_a_visitor_is_is_kept_by_their_chatbot_only(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let lead = Lead {
            name: Some("Ida".into()),
            email: Some("ida@example.com".into()),
            phone: None,
            source: LeadSource::Iframe,
        };
        profile::set_told(tx, "other", "v1", &ada(), Some("print")).await?;
        profile::set_lead(tx, "other", "v1", &lead).await?;
        assert_eq!(profile::find(tx, "v1").await?, Known::default());
        profile::set_told(tx, "shop", "v1", &ada(), Some("print")).await?;
        profile::set_lead(tx, "shop", "v1", &lead).await?;
        let known = Known { told: ada(), lead: Some(lead), verified: false };
        assert_eq!(profile::find(tx, "v1").await?, known);
        identity::upsert(tx, "shop", &secret("print", false), Timestamp(1)).await?;
        assert_eq!(profile::find(tx, "v1").await?, Known { verified: true, ..known.clone() });
        let all = Profile { email: Some("ida@example.com".into()), ..ada() };
        assert_eq!(known.all(), all, "the page goes first");
        profile::clear(tx, "other", "v1").await?;
        assert_eq!(profile::find(tx, "v1").await?.told, ada());
        profile::clear(tx, "shop", "v1").await?;
        assert_eq!(profile::find(tx, "v1").await?, Known::default());
        assert_eq!(profile::find(tx, "gone").await?, Known::default());
        Ok(())
    })
    .await;
}

async fn a_chatbot_has_one_identity_secret(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        assert_eq!(identity::find(tx, "shop").await?, None);
        identity::upsert(tx, "shop", &secret("one", false), Timestamp(1)).await?;
        identity::upsert(tx, "shop", &secret("two", true), Timestamp(2)).await?;
        assert_eq!(identity::find(tx, "shop").await?, Some(secret("two", true)));
        assert_eq!(identity::find(tx, "other").await?, None);
        assert!(!format!("{:?}", secret("one", true)).contains("secret one"));
        chatbot::delete(tx, "shop", Timestamp(3)).await?;
        assert_eq!(identity::find(tx, "shop").await?, None);
        Ok(())
    })
    .await;
    let unknown =
        test.db.write(async |tx| identity::upsert(tx, "nobody", &secret("x", true), Timestamp(1)).await);
    assert!(matches!(unknown.await, Err(Error::Constraint(_))));
}

async fn a_visitor_is_identified_by_the_secret_that_there_is(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let identified = async || Ok::<_, Error>(visitor::find_standing(tx, "shop", "v1").await?.unwrap());
        let (open, shut) =
            (Standing { enabled: true, identified: true }, Standing { enabled: true, identified: false });
        assert_eq!(identified().await?, open, "there is no secret");
        identity::upsert(tx, "shop", &secret("one", false), Timestamp(1)).await?;
        assert_eq!(identified().await?, open, "none is required");
        identity::upsert(tx, "shop", &secret("one", true), Timestamp(1)).await?;
        assert_eq!(identified().await?, shut);
        profile::set_told(tx, "shop", "v1", &ada(), Some("one")).await?;
        assert_eq!(identified().await?, open);
        identity::upsert(tx, "shop", &secret("two", true), Timestamp(1)).await?;
        assert_eq!(identified().await?, shut, "the secret was changed");
        Ok(())
    })
    .await;
}
