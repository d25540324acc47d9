//! What an owner does on the command line, by the real binary on data of its own.

mod beginning;
mod importing;
mod inbox;
mod settings;
mod sources;

use std::path::Path;

use parlour_tests::binary::{Said, run_cli};
use parlour_tests::database::{TestDb, postgres_schema};
use tempfile::TempDir;

/// A folder in which commands are given, and the variables that they see.
struct Desk {
    folder: TempDir,
    env: Vec<(String, String)>,
}

impl Desk {
    /// A new installation without a chatbot, on the engine of `db`.
    async fn like(db: &TestDb) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let env = match db.db.engine() {
            "sqlite" => vec![],
            _ => vec![("PARLOUR_DATABASE_URL".to_owned(), postgres_schema().await)],
        };
        Self { folder, env }
    }

    /// The same with the chatbot `shop`.
    async fn with_shop(db: &TestDb) -> Self {
        let desk = Self::like(db).await;
        desk.run(&["chatbot", "create", "shop"]).await.good();
        desk
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    async fn run(&self, args: &[&str]) -> Said {
        run_cli(self.path(), &self.env, args).await
    }
}
