//! Money: exact decimal amounts with a currency.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

/// An amount in ten-thousandths of a currency's major unit: exact where a float is not.
/// On the wire: a JSON number in major units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub i64);

impl Amount {
    /// Ten-thousandths in one major unit.
    pub const SCALE: i64 = 10_000;
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / Self::SCALE, (self.0 % Self::SCALE).unsigned_abs());
        let sign = if self.0 < 0 && whole == 0 { "-" } else { "" };
        if rest.is_multiple_of(100) {
            write!(f, "{sign}{whole}.{:02}", rest / 100)
        } else {
            write!(f, "{sign}{whole}.{rest:04}")
        }
    }
}

impl FromStr for Amount {
    type Err = String;

    /// Reads a plain decimal such as `1299`, `12.5` or `-3.1415`; no grouping, at most four decimals are kept.
    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("expected a decimal number such as 49.90, got {text:?}");
        let (negative, digits) = match text.trim().strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.trim()),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return Err(fault());
        }
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| fault())? };
        let fraction: i64 = format!("{fraction:0<4}")[..4].parse().map_err(|_| fault())?;
        let value = whole.checked_mul(Self::SCALE).and_then(|v| v.checked_add(fraction)).ok_or_else(fault)?;
        Ok(Self(if negative { -value } else { value }))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % Self::SCALE == 0 {
            serializer.serialize_i64(self.0 / Self::SCALE)
        } else {
            serializer.serialize_f64(self.0 as f64 / Self::SCALE as f64)
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        let scaled = (value * Self::SCALE as f64).round();
        if !scaled.is_finite() || scaled.abs() > 9e15 {
            return Err(serde::de::Error::custom("expected an amount below 900 billion"));
        }
        Ok(Self(scaled as i64))
    }
}

impl utoipa::PartialSchema for Amount {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::Number)
            .description(Some("Decimal amount in major units"))
            .into()
    }
}

impl utoipa::ToSchema for Amount {}

/// What something costs.
///
/// Contract: Diverge reference 4.5 (`price.amount` in major units, `currency` ISO 4217).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Price {
    /// Amount in major units.
    pub amount: Amount,
    /// ISO 4217 code, such as `EUR`.
    pub currency: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_both_ways() {
        for (text, json, shown) in [
            ("49.90", "49.9", "49.90"),
            ("60", "60", "60.00"),
            ("0.1234", "0.1234", "0.1234"),
            ("-0.5", "-0.5", "-0.50"),
        ] {
            let amount: Amount = text.parse().unwrap();
            assert_eq!(serde_json::to_string(&amount).unwrap(), json);
            assert_eq!(amount.to_string(), shown);
            assert_eq!(serde_json::from_str::<Amount>(json).unwrap(), amount);
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", ".", "1,5", "12 €", "1e9", "999999999999999999999"] {
            assert!(text.parse::<Amount>().is_err(), "{text}");
        }
    }
}
