//! Prices as catalogues write them: `49.90 EUR`, `EUR 49,90`, `1.299,00 kr.`, `€ 49`.

use parlour_model::{Amount, Price};

use super::currency;

/// Reads a price; `currency`, an ISO 4217 code, is taken when the text names none.
///
/// # Errors
/// What is wrong with it, in words.
pub(super) fn price(text: &str, currency: Option<&str>) -> Result<Price, String> {
    let digits: String =
        text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-')).collect();
    let digits = digits.trim_end_matches(['.', ',', '-']).trim_start_matches(['.', ',']);
    let amount: Amount = decimal(digits).parse().map_err(|_| format!("{text:?} is no price"))?;
    if amount.0 < 0 {
        return Err(format!("the price {text:?} is below zero"));
    }
    Ok(Price { amount, currency: currency::of_price(text, currency)? })
}

/// `digits` with a point for decimals and no groups. The last of two kinds of signs is the decimal one; a
/// lone comma is one unless three digits follow; a sign that comes twice is not.
fn decimal(digits: &str) -> String {
    let (points, commas) = (digits.matches('.').count(), digits.matches(',').count());
    let after_comma = digits.rsplit(',').next().map_or(0, str::len);
    let mark = match (points, commas) {
        (0, 1) if after_comma != 3 => Some(','),
        (1, 0) => Some('.'),
        (0, _) | (_, 0) => None,
        _ if digits.rfind(',') > digits.rfind('.') => Some(','),
        _ => Some('.'),
    };
    let kept = digits.chars().filter(|c| c.is_ascii_digit() || *c == '-' || Some(*c) == mark);
    kept.map(|c| if Some(c) == mark { '.' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_read_as_people_write_them() {
        for (text, amount, currency) in [
            ("49.90 EUR", "49.90", "EUR"),
            ("EUR 49,90", "49.90", "EUR"),
            ("1,299.00 USD", "1299.00", "USD"),
            ("1.299,00 kr.", "1299.00", "DKK"),
            ("1 299,5", "1299.50", "DKK"),
            ("1,299", "1299.00", "DKK"),
            ("1.299.000", "1299000.00", "DKK"),
            ("€49", "49.00", "EUR"),
            ("49,-", "49.00", "DKK"),
            ("0", "0.00", "DKK"),
            ("12.3456", "12.3456", "DKK"),
        ] {
            let price = price(text, Some("DKK")).unwrap();
            assert_eq!(
                (price.amount.to_string().as_str(), price.currency.as_str()),
                (amount, currency),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_price_says_so() {
        for text in ["", "free", "-5", "EUR", "1-2"] {
            assert!(price(text, Some("DKK")).is_err(), "{text}");
        }
        assert!(price("5", None).unwrap_err().contains("--currency"));
    }
}
