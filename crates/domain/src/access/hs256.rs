//! How tokens are signed: HMAC with SHA-256, and nothing else.
//!
//! The token library's own set of algorithms brings RSA and elliptic curves along, which no token of Parlour's has: what
//! is not here cannot be asked for by a token either.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::signature::{Error, Signer, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Validation};
use serde_json::{Map, Value as Json};
use sha2::Sha256;

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: signer,
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

/// Lets the token library sign this way. Can be called any number of times.
pub(super) fn install() {
    // A second call has nothing to add.
    let _ = PROVIDER.install_default();
}

/// The claims of somebody else's token, when `secret` has signed it. Whether its time has come or passed is not looked at:
/// the clock is a parameter here.
pub(crate) fn claims(secret: &[u8], token: &str) -> Result<Map<String, Json>> {
    let mut rules = Validation::new(Algorithm::HS256);
    (rules.validate_exp, rules.validate_nbf, rules.validate_aud) = (false, false, false);
    rules.required_spec_claims.clear();
    install();
    Ok(jsonwebtoken::decode::<Map<String, Json>>(token, &DecodingKey::from_secret(secret), &rules)?.claims)
}

/// Whether `mac` is the message's, in lower-case hexadecimal, by `secret`; takes as long when it is not.
pub(crate) fn is_signed(secret: &[u8], message: &[u8], mac: &str) -> bool {
    let nibble = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let bytes = mac.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some((nibble(*high)? << 4) | nibble(*low)?),
        _ => None,
    });
    let Some(mac) = bytes.collect::<Option<Vec<u8>>>() else { return false };
    let Ok(by) = Hmac::<Sha256>::new_from_slice(secret) else { return false };
    by.chain_update(message).verify_slice(&mac).is_ok()
}

struct Hs256(Hmac<Sha256>);

impl Hs256 {
    fn new(algorithm: Algorithm, secret: &[u8]) -> Result<Self> {
        if algorithm != Algorithm::HS256 {
            return Err(ErrorKind::InvalidAlgorithm.into());
        }
        Hmac::new_from_slice(secret).map(Self).map_err(|_| ErrorKind::InvalidKeyFormat.into())
    }

    fn of(&self, message: &[u8]) -> Hmac<Sha256> {
        self.0.clone().chain_update(message)
    }
}

fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>> {
    Ok(Box::new(Hs256::new(*algorithm, key.as_bytes())?))
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    Ok(Box::new(Hs256::new(*algorithm, key.try_get_as_bytes()?)?))
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, Error> {
        Ok(self.of(message).finalize().into_bytes().to_vec())
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), Error> {
        self.of(message).verify_slice(signature).map_err(Error::from_source)
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mac_is_lower_case_hexadecimal_and_whole() {
        // By `printf 1842 | openssl dgst -sha256 -hmac secret`.
        let mac = "976f22fd61dd63c365d5311f08c047ab7f7b894f2f960c3105ccb6cf075e5507";
        assert!(is_signed(b"secret", b"1842", mac));
        let wrong =
            ["", "zz", &mac.to_uppercase(), &mac[..62], &mac[1..], &format!("{mac}00")].map(str::to_owned);
        for wrong in wrong {
            assert!(!is_signed(b"secret", b"1842", &wrong), "{wrong}");
        }
        assert!(!is_signed(b"other", b"1842", mac) && !is_signed(b"secret", b"1843", mac));
    }
}
