//! Currencies: their codes by ISO 4217, and the signs and words that stand for them in prices.

/// The codes of what goods are sold in, as ISO 4217 has them. Left out: precious metals, units of account, funds, and the
/// codes for "none" and for tests.
const CODES: &str = "\
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP \
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR \
    ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT \
    MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD \
    SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES \
    VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// What stands for a currency in a price, with those it may be. Where one is so much more usual that it is meant when
/// nothing else is said, it comes first and the sign is [`Sign::Usual`].
const SIGNS: [(&str, Sign, &str); 47] = [
    ("US$", Sign::Usual, "USD"),
    ("CA$", Sign::Usual, "CAD"),
    ("AU$", Sign::Usual, "AUD"),
    ("NZ$", Sign::Usual, "NZD"),
    ("HK$", Sign::Usual, "HKD"),
    ("NT$", Sign::Usual, "TWD"),
    ("MX$", Sign::Usual, "MXN"),
    ("A$", Sign::Usual, "AUD"),
    ("R$", Sign::Usual, "BRL"),
    ("S$", Sign::Usual, "SGD"),
    ("C$", Sign::Any, "CAD NIO"),
    ("$", Sign::Any, DOLLARS),
    ("＄", Sign::Any, DOLLARS),
    ("﹩", Sign::Any, DOLLARS),
    ("dollar", Sign::Any, DOLLARS),
    ("dollars", Sign::Any, DOLLARS),
    ("€", Sign::Usual, "EUR"),
    ("euro", Sign::Usual, "EUR"),
    ("euros", Sign::Usual, "EUR"),
    ("£", Sign::Usual, "GBP EGP FKP GIP LBP SDG SHP SSP SYP"),
    ("￡", Sign::Usual, "GBP EGP FKP GIP LBP SDG SHP SSP SYP"),
    ("¥", Sign::Any, "JPY CNY"),
    ("￥", Sign::Any, "JPY CNY"),
    ("kr", Sign::Any, "DKK SEK NOK ISK"),
    ("₨", Sign::Any, "INR PKR LKR NPR MUR SCR"),
    ("rs", Sign::Any, "INR PKR LKR NPR MUR SCR"),
    ("₹", Sign::Usual, "INR"),
    ("₺", Sign::Usual, "TRY"),
    ("₩", Sign::Usual, "KRW KPW"),
    ("₪", Sign::Usual, "ILS"),
    ("฿", Sign::Usual, "THB"),
    ("₫", Sign::Usual, "VND"),
    ("₱", Sign::Usual, "PHP"),
    ("₦", Sign::Usual, "NGN"),
    ("₴", Sign::Usual, "UAH"),
    ("₽", Sign::Usual, "RUB"),
    ("₸", Sign::Usual, "KZT"),
    ("₾", Sign::Usual, "GEL"),
    ("₡", Sign::Any, "CRC SVC"),
    ("₲", Sign::Usual, "PYG"),
    ("₵", Sign::Usual, "GHS"),
    ("₮", Sign::Usual, "MNT"),
    ("zł", Sign::Usual, "PLN"),
    ("kč", Sign::Usual, "CZK"),
    ("ft", Sign::Usual, "HUF"),
    ("lei", Sign::Any, "RON MDL"),
    ("fr", Sign::Any, "CHF XOF XAF XPF"),
];

const DOLLARS: &str = "USD AUD CAD NZD SGD HKD MXN ARS BBD BMD BND BRL BSD BZD CLP COP CUP CVE DOP FJD GYD JMD KYD LRD MOP \
                       NAD NIO SBD SRD TOP TTD TWD UYU WST XCD";

/// How much a sign says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// It means the first of its currencies, unless another of them is named elsewhere.
    Usual,
    /// It may mean any of its currencies.
    Any,
}

/// The ISO 4217 code that `text` is, in capitals however it is written.
///
/// # Errors
/// What to write instead, when it is none.
pub fn code(text: &str) -> Result<String, String> {
    let code = text.trim().to_ascii_uppercase();
    match is_code(&code) {
        true => Ok(code),
        false => Err(format!("{text:?} is no currency: give its ISO 4217 code, such as EUR or USD")),
    }
}

fn is_code(text: &str) -> bool {
    CODES.split(' ').any(|code| code == text)
}

/// The currency of the price `text`: the one it names, else `given`.
///
/// # Errors
/// What to do, when neither says which it is or they do not agree.
pub(super) fn of_price(text: &str, given: Option<&str>) -> Result<String, String> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    if let Some(code) = words.iter().find(|word| is_code(word)) {
        return Ok((*code).to_owned());
    }
    if let Some((sign, strength, currencies)) = sign(text, &words) {
        let mut currencies = currencies.split(' ');
        let usual = currencies.clone().next().filter(|_| strength == Sign::Usual);
        let agreed = currencies.find(|currency| given == Some(currency));
        return agreed.or(usual).map(str::to_owned).ok_or_else(|| unsaid(text, sign, given));
    }
    let lower = match words.as_slice() {
        [only] => Some(only.to_ascii_uppercase()).filter(|word| is_code(word)),
        _ => None,
    };
    if let Some(code) = lower {
        return Ok(code);
    }
    // What is written as a code is, and shall not be taken for another.
    if let Some(word) = words.iter().find(|w| w.len() > 2 && w.bytes().all(|b| b.is_ascii_uppercase())) {
        return Err(format!("the price {text:?} has {word:?} for a currency: {REMEDY}"));
    }
    if let Some(sign) = text.chars().find(|c| matches!(c, '¢' | '¤' | '\u{20A0}'..='\u{20CF}')) {
        return Err(format!("the price {text:?} has {sign:?} for a currency: {REMEDY}"));
    }
    given.map(str::to_owned).ok_or_else(|| format!("the price {text:?} names no currency: {REMEDY}"))
}

const REMEDY: &str =
    "write its ISO 4217 code with it, such as 49.90 EUR, or give one for the whole file (--currency EUR)";

/// The sign or word in a price that stands for a currency, how much it says, and for which.
fn sign(text: &str, words: &[&str]) -> Option<(&'static str, Sign, &'static str)> {
    SIGNS.into_iter().find(|(sign, ..)| match sign.chars().all(char::is_alphabetic) {
        true => words.iter().any(|word| word.to_lowercase() == *sign),
        // EC$ is not C$, though it ends so.
        false => text.match_indices(sign).any(|(at, _)| {
            !(sign.starts_with(char::is_alphabetic) && text[..at].ends_with(char::is_alphabetic))
        }),
    })
}

fn unsaid(text: &str, sign: &str, given: Option<&str>) -> String {
    let against = given.map_or_else(String::new, |given| format!(", and {given} was given, which it is not"));
    format!("the price {text:?} does not say which currency {sign:?} is{against}: {REMEDY}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_iso_4217() {
        for (text, expected) in [("EUR", "EUR"), ("usd", "USD"), (" Dkk ", "DKK"), ("xof", "XOF")] {
            assert_eq!(code(text).unwrap(), expected);
        }
        for text in ["", "EURO", "XXXX", "XXX", "XTS", "EU", "EUR USD", "ÆØÅ", "ABC", "R R"] {
            assert!(code(text).unwrap_err().contains("ISO 4217"), "{text}");
        }
        assert_eq!(CODES.split(' ').filter(|code| code.len() == 3).count(), CODES.split(' ').count());
        for (sign, _, currencies) in SIGNS {
            assert!(currencies.split(' ').all(is_code), "{sign}");
        }
    }

    #[test]
    fn a_price_is_in_the_currency_it_names() {
        for (text, given, expected) in [
            ("5", Some("DKK"), Some("DKK")),
            ("5", None, None),
            ("5 USD", Some("EUR"), Some("USD")),
            ("5 usd", Some("EUR"), Some("USD")),
            ("USD$5", None, Some("USD")),
            ("US$5", Some("EUR"), Some("USD")),
            ("EC$5", Some("XCD"), Some("XCD")),
            ("$5", Some("EUR"), None),
            ("$5", None, None),
            ("$ 1299", Some("USD"), Some("USD")),
            ("$5", Some("CAD"), Some("CAD")),
            ("CAD $5", Some("EUR"), Some("CAD")),
            ("5 kr.", Some("SEK"), Some("SEK")),
            ("5 Kr", Some("EUR"), None),
            ("¥5", Some("EUR"), None),
            ("¥5", Some("CNY"), Some("CNY")),
            ("€5", Some("DKK"), Some("EUR")),
            ("5 Euro", Some("DKK"), Some("EUR")),
            ("£5", Some("EUR"), Some("GBP")),
            ("£5", Some("EGP"), Some("EGP")),
            ("5 XXXX", Some("EUR"), None),
            ("5 ABC", Some("EUR"), None),
            ("UVP €5 ABC", None, Some("EUR")),
            ("₿5", Some("EUR"), None),
            ("from 5", Some("EUR"), Some("EUR")),
            ("all of 5", Some("EUR"), Some("EUR")),
            ("5 zł", Some("EUR"), Some("PLN")),
        ] {
            match of_price(text, given) {
                Ok(found) => assert_eq!(Some(found.as_str()), expected, "{text}"),
                Err(why) => assert!(expected.is_none() && why.contains("--currency"), "{text}: {why}"),
            }
        }
    }
}
