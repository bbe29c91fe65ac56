//! The token of a sign-in, which `aws sso login` keeps in a file.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use zeroize::Zeroizing;

use super::refresh;
use crate::credentials::profile::SignIn;
use crate::credentials::{ProviderContext, json_credentials};
use crate::error::BoxError;
use crate::json::{FromJson, JsonDocument};
use crate::primitives::Document;
use crate::text::hex_digit;

/// How long before its end a token is exchanged for a new one.
const EARLY: Duration = Duration::from_secs(5 * 60);

/// What the file holds. There is no `Debug`, since most of it is secret.
pub(super) struct Token {
    pub(super) access_token: Zeroizing<String>,
    pub(super) expires_at: SystemTime,
    /// All of it, so that what is unknown here is kept when it is written back.
    pub(super) file: Document,
}

impl Token {
    /// Reads a file. The error shows nothing of it.
    fn parse(text: &str) -> Result<Self, BoxError> {
        let file = JsonDocument::parse(text.as_bytes())?.read(Document::from_json)?;
        let mut token = Self { access_token: Zeroizing::default(), expires_at: SystemTime::UNIX_EPOCH, file };
        token.access_token = token.text("accessToken").ok_or("it holds no `accessToken`")?.to_owned().into();
        token.expires_at = token.time("expiresAt").ok_or("it holds no `expiresAt`")??;
        Ok(token)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let Document::Object(members) = &self.file else { return None };
        members.get(name)?.as_string().filter(|text| !text.is_empty())
    }

    pub(super) fn time(&self, name: &str) -> Option<Result<SystemTime, BoxError>> {
        let text = self.text(name)?;
        // As older versions of the AWS CLI write it.
        Some(match text.strip_suffix("UTC") {
            Some(text) => json_credentials::time(&[text, "Z"].concat()),
            None => json_credentials::time(text),
        })
    }
}

/// The token of a sign-in while it holds; when it is about to end, a new one if there can be one.
pub(super) async fn usable(context: &ProviderContext, sign_in: &SignIn) -> Result<Token, BoxError> {
    let path = path(context, sign_in)?;
    let text = context.read_text(&path)?;
    let token = Token::parse(&text).map_err(|error| format!("`{}` is unreadable: {error}", path.display()))?;
    let now = context.clock.now();
    if token.expires_at > now + EARLY {
        return Ok(token);
    }
    // Tokens of older profiles cannot be exchanged.
    let refreshed = match sign_in.session {
        Some(_) => refresh::refresh(context, &sign_in.region, &token).await,
        None => Err("the sign-in has expired".into()),
    };
    match refreshed {
        Ok(token) => {
            // What cannot be kept is still good for now.
            if let Err(error) = refresh::write(context, &path, &token) {
                tracing::warn!(error = %error, path = %path.display(), "the new sign-in token cannot be kept");
            }
            Ok(token)
        }
        Err(_) if token.expires_at > now => Ok(token),
        Err(error) => Err(error),
    }
}

/// `~/.aws/sso/cache`, and the SHA-1 of the session's name, or of the address where older profiles sign in.
fn path(context: &ProviderContext, sign_in: &SignIn) -> Result<PathBuf, BoxError> {
    let key = sign_in.session.as_ref().unwrap_or(&sign_in.start_url);
    let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, key.as_bytes());
    let hex = hash.as_ref().iter().flat_map(|byte| [byte >> 4, byte & 0xF]);
    let hex: String = hex.map(|nibble| char::from(hex_digit(nibble))).collect();
    Ok([&context.home_directory()?, "/.aws/sso/cache/", &hex, ".json"].concat().into())
}
