//! What a site's `robots.txt` allows.

use std::time::Duration;

use parlour_outbound::{Client, Error};
use texting_robots::Robot;
use url::Url;

/// The name under which sites know the crawler.
const NAME: &str = "Parlour";

/// A site that asks for longer pauses is answered with this one.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What a site allows.
pub(super) struct Robots(Option<Robot>);

impl Robots {
    /// Asks the site of `url`. A site without rules allows everything; one whose rules cannot be had for now
    /// (a status from 500 on) allows nothing, as the standard says.
    ///
    /// # Errors
    /// When the site does not answer.
    pub(super) async fn ask(client: &Client, url: &Url) -> Result<Self, Error> {
        let mut rules = url.clone();
        rules.set_path("/robots.txt");
        rules.set_query(None);
        rules.set_fragment(None);
        let answer = match client.get(&rules).await {
            Ok(answer) => answer,
            // Rules that are kept on another site or never end are as good as none.
            Err(Error::PointsAway { .. } | Error::PointsInCircles { .. } | Error::TooLarge { .. }) => {
                return Ok(Self(None));
            }
            Err(fault) => return Err(fault),
        };
        let rules: &[u8] = match answer.status {
            500.. => b"User-agent: *\nDisallow: /",
            _ if answer.is_success() => &answer.body,
            _ => return Ok(Self(None)),
        };
        Ok(Self(Robot::new(NAME, rules).ok()))
    }

    /// Whether the page may be fetched.
    pub(super) fn allow(&self, url: &Url) -> bool {
        self.0.as_ref().is_none_or(|robot| robot.allowed(url.as_str()))
    }

    /// How long to wait between two pages.
    pub(super) fn pause(&self) -> Duration {
        let seconds = self.0.as_ref().and_then(|robot| robot.delay).unwrap_or(0.0);
        Duration::try_from_secs_f32(seconds).unwrap_or_default().min(LONGEST_PAUSE)
    }
}
