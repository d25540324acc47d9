//! The flags of `parlour import` and `parlour source`.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Import pages: folders or files of HTML, Markdown and text, or the address of a site or sitemap
    Pages {
        /// Folders, files and addresses
        #[arg(required = true, value_name = "PATH-OR-URL")]
        from: Vec<String>,
        /// The chatbot [default: the only one]
        #[arg(long)]
        chatbot: Option<String>,
        /// Where files without a canonical link are found on the web; without it they are shown without a link
        #[arg(long, value_name = "URL")]
        base_url: Option<String>,
        /// The most pages to read from an address
        #[arg(long, default_value_t = 500, value_name = "N")]
        max_pages: usize,
    },
    /// Import products: Shopify CSV, Google product XML or TSV, or JSON lines
    Products {
        /// The file
        file: PathBuf,
        /// The chatbot [default: the only one]
        #[arg(long)]
        chatbot: Option<String>,
        /// Where products without an address of their own are found on the web; without it they are shown without a link
        #[arg(long, value_name = "URL")]
        base_url: Option<String>,
        /// The currency of prices that name none or only a sign such as $, by its ISO 4217 code
        #[arg(long, default_value = "EUR", value_name = "CODE")]
        currency: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum SourceCommand {
    /// List what pages and products were imported from, with how many there are
    List {
        /// The chatbot [default: the only one]
        #[arg(long)]
        chatbot: Option<String>,
    },
    /// Remove the pages and products that came from a folder, file or address
    Remove {
        /// The source, as `list` shows it
        source: String,
        /// The chatbot [default: the only one]
        #[arg(long)]
        chatbot: Option<String>,
    },
}
