//! Prints what Parlour makes of a catalogue: `cargo run -p parlour-domain --example products -- FILE…`.
//!
//! For looking at how an export comes out, and for timing. Nothing is stored.

use std::time::Instant;

use parlour_domain::knowledge::products::{Entry, ReadOptions, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        let started = Instant::now();
        let options = ReadOptions {
            base_url: Some("https://shop.example/products".parse()?),
            currency: Some("EUR".into()),
        };
        let (format, entries) = read(std::fs::File::open(&path)?, options)?;
        println!("=== {path}: {format}");
        let (mut products, mut others) = (0, 0);
        for entry in entries {
            match entry {
                Entry::Product(product) => {
                    products += 1;
                    if products <= 200 {
                        println!(
                            "{}",
                            serde_json::json!({
                                "id": product.id, "title": product.title, "description": product.description,
                                "price": product.price, "was": product.original_price, "image": product.image_url,
                                "url": product.url, "stock": product.stock, "tags": product.tags,
                                "variants": product.variants,
                            })
                        );
                    }
                }
                other => {
                    others += 1;
                    println!("{other:?}");
                }
            }
        }
        println!("{products} products, {others} left out, {:?}", started.elapsed());
    }
    Ok(())
}
