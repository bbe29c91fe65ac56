//! What this generator makes of every trait that it knows: the one table of them.

use super::kind::{Kinds, ShapeKind};
use super::suggest::did_you_mean;
use super::traits::Form;

/// A trait of the table.
#[derive(Debug)]
pub(crate) struct KnownTrait {
    pub id: &'static str,
    pub status: Status,
}

/// What becomes of a trait.
#[derive(Debug)]
pub(crate) enum Status {
    /// Read and acted upon; its value has this form, and it may stand in these places.
    Implemented(Form, Places),
    /// Needs nothing done in a client, because of this.
    Ignored(#[allow(dead_code, reason = "for those who read the table")] &'static str),
    /// Changes what goes over the wire, in this way, and is not implemented: shapes that have it are refused.
    Unsupported(&'static str),
}

/// Where a trait may stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Places {
    /// On shapes of these kinds.
    pub shapes: Kinds,
    /// On members of shapes of these kinds.
    pub members_of: Kinds,
    /// On members that also target a shape of these kinds.
    pub targets: Kinds,
}

/// What is known of the trait `id`.
pub(crate) fn find(id: &str) -> Option<&'static KnownTrait> {
    TRAITS.binary_search_by(|known| known.id.cmp(id)).ok().and_then(|i| TRAITS.get(i))
}

/// The ids of all known traits, sorted.
pub(crate) fn ids() -> impl Iterator<Item = &'static str> {
    TRAITS.iter().map(|known| known.id)
}

/// Whether the trait is of Smithy or AWS, so that it may matter to what is sent.
pub(crate) fn is_reserved(id: &str) -> bool {
    let root = id.split(['.', '#']).next().unwrap_or_default();
    id.contains('#') && (root == "smithy" || root == "aws")
}

/// Whether the trait's namespace holds nothing that concerns what is sent: traits are added to these, and need not be known.
pub(crate) fn is_apart(id: &str) -> bool {
    let namespace = id.split_once('#').map_or("", |(namespace, _)| namespace);
    ["aws.apigateway", "aws.cloudformation", "aws.endpoints", "aws.iam", "smithy.openapi"].contains(&namespace)
}

/// Whether the trait is a slip of the pen for a known one of its namespace.
pub(crate) fn is_misspelt(id: &str) -> bool {
    let Some((namespace, name)) = id.split_once('#').filter(|_| is_reserved(id)) else {
        return false;
    };
    let known = ids().filter_map(|known| known.split_once('#')).filter(|(other, _)| *other == namespace);
    did_you_mean(name, known.map(|(_, name)| name)).is_some()
}

/// A trait as models in the IDL write it: those of the prelude without namespace.
pub(crate) fn shown(id: &str) -> String {
    format!("`@{}`", id.strip_prefix("smithy.api#").unwrap_or(id))
}

const fn implemented(id: &'static str, form: Form, places: Places) -> KnownTrait {
    KnownTrait { id, status: Status::Implemented(form, places) }
}

const fn ignored(id: &'static str, why: &'static str) -> KnownTrait {
    KnownTrait { id, status: Status::Ignored(why) }
}

const fn unsupported(id: &'static str, what: &'static str) -> KnownTrait {
    KnownTrait { id, status: Status::Unsupported(what) }
}

/// On shapes of `kinds`, not on members.
const fn shape(kinds: Kinds) -> Places {
    Places { shapes: kinds, members_of: Kinds::NONE, targets: Kinds::NONE }
}

/// On members of `containers`, whatever they target.
const fn member_of(containers: Kinds) -> Places {
    Places { shapes: Kinds::NONE, members_of: containers, targets: Kinds::ANY }
}

/// On a structure's members that target `kinds`.
const fn field(kinds: Kinds) -> Places {
    Places { shapes: Kinds::NONE, members_of: Kinds::STRUCTURE, targets: kinds }
}

/// On shapes of `kinds` and on all members that target them.
const fn value(kinds: Kinds) -> Places {
    Places { shapes: kinds, members_of: Kinds::ANY, targets: kinds }
}

const ANYWHERE: Places = value(Kinds::ANY);
const FIELDS: Places = field(Kinds::ANY);
const OPERATION: Places = shape(Kinds::OPERATION);
const SERVICE: Places = shape(Kinds::SERVICE);
const SERVICE_OR_OPERATION: Places = shape(Kinds::SERVICE.or(Kinds::OPERATION));
/// Where Smithy 1.0's `@box` stands.
const PRIMITIVES: Places = value(Kinds::NUMBERS.or(Kinds::BOOLEAN));
const SIZED: Kinds = Kinds::STRINGS.or(Kinds::BLOB).or(Kinds::LIST).or(Kinds::MAP);
const PAYLOADS: Kinds = SIZED.or(Kinds::STRUCTURE).or(Kinds::UNION).or(Kinds::DOCUMENT);
/// A default stands on a structure's members, and on the shapes that they target.
const DEFAULTS: Places = Places {
    shapes: Kinds::SCALARS.or(Kinds::BLOB).or(Kinds::DOCUMENT).or(Kinds::LIST).or(Kinds::MAP),
    members_of: Kinds::STRUCTURE,
    targets: Kinds::ANY,
};

const AUTHORS: &str = "a rule for those who write models";
const AUTH_SCHEME: &str = "an auth scheme; operations that can do without it need not know it";
const DISCOVERY: &str =
    "discovery is left to the caller, who gives the endpoint of operations that have to discover it";
const DOCUMENTATION: &str = "documentation only";
const EVENTS: &str = "has a meaning in event streams only, and operations with these are refused";
const META: &str = "says what a trait is, not what a client does";
const OTHER_PROTOCOL: &str = "concerns protocols that are not implemented";
const PROTOCOL: &str = "another protocol; a service that has no implemented one is refused";
const RESOURCES: &str = "says how resources relate; operations say what is sent";
const RULES: &str = "the endpoint rules say the same; a service without them is refused where it matters";
const SERVER: &str = "a server's or a deployment's concern";
const SORTING: &str = "sorts shapes by what they are for";
const TESTS: &str = "a test that is not run: it is for servers, event streams or live services";
const XML: &str = "XML only";

/// Sorted by id.
static TRAITS: [KnownTrait; 159] = [
    ignored("aws.api#arn", RESOURCES),
    ignored("aws.api#arnReference", RESOURCES),
    unsupported("aws.api#awsChunked", "the body is sent in signed chunks"),
    implemented("aws.api#clientDiscoveredEndpoint", Form::DiscoveredEndpoint, OPERATION),
    ignored("aws.api#clientEndpointDiscovery", DISCOVERY),
    ignored("aws.api#clientEndpointDiscoveryId", DISCOVERY),
    ignored("aws.api#controlPlane", SORTING),
    ignored("aws.api#data", SORTING),
    ignored("aws.api#dataPlane", SORTING),
    implemented("aws.api#service", Form::AwsService, SERVICE),
    ignored("aws.api#tagEnabled", RESOURCES),
    ignored("aws.api#taggable", RESOURCES),
    ignored("aws.apigateway#apiKeyRequired", SERVER),
    ignored("aws.apigateway#apiKeySource", SERVER),
    ignored("aws.apigateway#apiTlsPolicy", SERVER),
    ignored("aws.apigateway#authorizer", SERVER),
    ignored("aws.apigateway#authorizers", SERVER),
    ignored("aws.apigateway#endpointConfiguration", SERVER),
    ignored("aws.apigateway#gatewayResponses", SERVER),
    ignored("aws.apigateway#integration", SERVER),
    ignored("aws.apigateway#minimumCompressionSize", SERVER),
    ignored("aws.apigateway#mockIntegration", SERVER),
    ignored("aws.apigateway#requestValidator", SERVER),
    ignored("aws.apigateway#resourcePolicy", SERVER),
    ignored("aws.auth#cognitoUserPools", AUTH_SCHEME),
    ignored("aws.auth#cognitoUserPoolsScopes", AUTH_SCHEME),
    implemented("aws.auth#sigv4", Form::Sigv4, SERVICE),
    ignored("aws.auth#sigv4a", AUTH_SCHEME),
    implemented("aws.auth#unsignedPayload", Form::Annotation, OPERATION),
    ignored("aws.cloudformation#cfnAdditionalIdentifier", SERVER),
    ignored("aws.cloudformation#cfnDefaultValue", SERVER),
    ignored("aws.cloudformation#cfnExcludeProperty", SERVER),
    ignored("aws.cloudformation#cfnMutability", SERVER),
    ignored("aws.cloudformation#cfnName", SERVER),
    ignored("aws.cloudformation#cfnResource", SERVER),
    unsupported("aws.customizations#s3UnwrappedXmlOutput", "the response has another root than its shape says"),
    ignored("aws.endpoints#dualStackOnlyEndpoints", RULES),
    ignored("aws.endpoints#endpointsModifier", RULES),
    ignored("aws.endpoints#rulesBasedEndpoints", RULES),
    ignored("aws.endpoints#standardPartitionalEndpoints", RULES),
    ignored("aws.endpoints#standardRegionalEndpoints", RULES),
    ignored("aws.iam#actionName", SERVER),
    ignored("aws.iam#actionPermissionDescription", SERVER),
    ignored("aws.iam#conditionKeyValue", SERVER),
    ignored("aws.iam#conditionKeys", SERVER),
    ignored("aws.iam#defineConditionKeys", SERVER),
    ignored("aws.iam#disableConditionKeyInference", SERVER),
    ignored("aws.iam#iamAction", SERVER),
    ignored("aws.iam#iamResource", SERVER),
    ignored("aws.iam#requiredActions", SERVER),
    ignored("aws.iam#serviceResolvedConditionKeys", SERVER),
    ignored("aws.iam#supportedPrincipalTypes", SERVER),
    implemented("aws.protocols#awsJson1_0", Form::Any, SERVICE),
    implemented("aws.protocols#awsJson1_1", Form::Any, SERVICE),
    ignored("aws.protocols#awsQuery", PROTOCOL),
    implemented("aws.protocols#awsQueryCompatible", Form::Annotation, SERVICE),
    ignored("aws.protocols#awsQueryError", "services that are query-compatible send the code themselves"),
    ignored("aws.protocols#ec2Query", PROTOCOL),
    ignored("aws.protocols#ec2QueryName", OTHER_PROTOCOL),
    implemented("aws.protocols#httpChecksum", Form::HttpChecksum, OPERATION),
    implemented("aws.protocols#restJson1", Form::Any, SERVICE),
    ignored("aws.protocols#restXml", PROTOCOL),
    ignored("smithy.api#addedDefault", "says when a default came to be; the default stands beside it"),
    implemented("smithy.api#auth", Form::Strings, SERVICE_OR_OPERATION),
    ignored("smithy.api#authDefinition", META),
    implemented("smithy.api#box", Form::Annotation, PRIMITIVES),
    implemented("smithy.api#clientOptional", Form::Annotation, FIELDS),
    ignored("smithy.api#cors", SERVER),
    implemented("smithy.api#default", Form::Any, DEFAULTS),
    implemented("smithy.api#deprecated", Form::Deprecated, ANYWHERE),
    implemented("smithy.api#documentation", Form::String, ANYWHERE),
    implemented("smithy.api#endpoint", Form::HostPrefix, OPERATION),
    implemented("smithy.api#enum", Form::Enum, shape(Kinds::STRINGS)),
    implemented("smithy.api#enumValue", Form::EnumValue, member_of(Kinds::ENUM.or(Kinds::INT_ENUM))),
    implemented("smithy.api#error", Form::Error, shape(Kinds::STRUCTURE)),
    ignored("smithy.api#eventHeader", EVENTS),
    ignored("smithy.api#eventPayload", EVENTS),
    implemented("smithy.api#examples", Form::Examples, OPERATION),
    ignored("smithy.api#externalDocumentation", DOCUMENTATION),
    implemented("smithy.api#hostLabel", Form::Annotation, field(Kinds::STRINGS)),
    implemented("smithy.api#http", Form::Http, OPERATION),
    ignored("smithy.api#httpApiKeyAuth", AUTH_SCHEME),
    ignored("smithy.api#httpBasicAuth", AUTH_SCHEME),
    implemented("smithy.api#httpBearerAuth", Form::Annotation, SERVICE),
    implemented("smithy.api#httpChecksumRequired", Form::Annotation, OPERATION),
    ignored("smithy.api#httpDigestAuth", AUTH_SCHEME),
    implemented("smithy.api#httpError", Form::HttpError, shape(Kinds::STRUCTURE)),
    implemented("smithy.api#httpHeader", Form::HttpHeader, field(Kinds::SCALARS.or(Kinds::LIST))),
    implemented("smithy.api#httpLabel", Form::Annotation, field(Kinds::SCALARS)),
    implemented("smithy.api#httpPayload", Form::Annotation, field(PAYLOADS)),
    implemented("smithy.api#httpPrefixHeaders", Form::String, field(Kinds::MAP)),
    implemented("smithy.api#httpQuery", Form::NonEmptyString, field(Kinds::SCALARS.or(Kinds::LIST))),
    implemented("smithy.api#httpQueryParams", Form::Annotation, field(Kinds::MAP)),
    implemented("smithy.api#httpResponseCode", Form::Annotation, field(Kinds::INTEGERS)),
    ignored("smithy.api#idRef", "the value is sent as any string"),
    implemented("smithy.api#idempotencyToken", Form::Annotation, field(Kinds::STRINGS)),
    implemented("smithy.api#idempotent", Form::Annotation, OPERATION),
    implemented("smithy.api#input", Form::Annotation, shape(Kinds::STRUCTURE)),
    ignored("smithy.api#internal", DOCUMENTATION),
    implemented("smithy.api#jsonName", Form::String, member_of(Kinds::STRUCTURE.or(Kinds::UNION))),
    implemented("smithy.api#length", Form::Length, value(SIZED)),
    implemented("smithy.api#mediaType", Form::NonEmptyString, value(Kinds::STRINGS.or(Kinds::BLOB))),
    ignored("smithy.api#mixin", "mixins are folded in when the model is loaded"),
    ignored("smithy.api#nestedProperties", RESOURCES),
    ignored("smithy.api#noReplace", RESOURCES),
    ignored("smithy.api#notProperty", RESOURCES),
    implemented("smithy.api#optionalAuth", Form::Annotation, OPERATION),
    implemented("smithy.api#output", Form::Annotation, shape(Kinds::STRUCTURE)),
    implemented("smithy.api#paginated", Form::Paginated, SERVICE_OR_OPERATION),
    implemented("smithy.api#pattern", Form::String, value(Kinds::STRINGS)),
    ignored("smithy.api#private", AUTHORS),
    ignored("smithy.api#property", RESOURCES),
    ignored("smithy.api#protocolDefinition", META),
    implemented("smithy.api#range", Form::Range, value(Kinds::NUMBERS)),
    implemented("smithy.api#readonly", Form::Annotation, OPERATION),
    ignored("smithy.api#recommended", DOCUMENTATION),
    ignored("smithy.api#references", RESOURCES),
    implemented("smithy.api#requestCompression", Form::RequestCompression, OPERATION),
    implemented("smithy.api#required", Form::Annotation, FIELDS),
    implemented("smithy.api#requiresLength", Form::Annotation, shape(Kinds::BLOB)),
    ignored("smithy.api#resourceIdentifier", RESOURCES),
    implemented("smithy.api#retryable", Form::Retryable, shape(Kinds::STRUCTURE)),
    implemented("smithy.api#sensitive", Form::Annotation, value(Kinds::DATA)),
    ignored("smithy.api#since", DOCUMENTATION),
    implemented("smithy.api#sparse", Form::Annotation, shape(Kinds::LIST.or(Kinds::MAP))),
    implemented("smithy.api#streaming", Form::Annotation, shape(Kinds::BLOB.or(Kinds::UNION))),
    ignored("smithy.api#suppress", AUTHORS),
    ignored("smithy.api#tags", DOCUMENTATION),
    implemented("smithy.api#timestampFormat", Form::TimestampFormat, value(Kinds::TIMESTAMP)),
    implemented("smithy.api#title", Form::String, shape(Kinds::SERVICE.or(Kinds::RESOURCE))),
    ignored("smithy.api#trait", META),
    ignored("smithy.api#traitValidators", META),
    implemented("smithy.api#uniqueItems", Form::Annotation, shape(Kinds::LIST)),
    implemented("smithy.api#unitType", Form::Annotation, shape(Kinds::STRUCTURE)),
    ignored("smithy.api#unstable", DOCUMENTATION),
    ignored("smithy.api#xmlAttribute", XML),
    ignored("smithy.api#xmlFlattened", XML),
    ignored("smithy.api#xmlName", XML),
    ignored("smithy.api#xmlNamespace", XML),
    ignored("smithy.contracts#conditions", "the service checks what it asks for"),
    ignored("smithy.mqtt#publish", OTHER_PROTOCOL),
    ignored("smithy.mqtt#subscribe", OTHER_PROTOCOL),
    ignored("smithy.mqtt#topicLabel", OTHER_PROTOCOL),
    ignored("smithy.openapi#specificationExtension", SERVER),
    ignored("smithy.protocols#rpcv2Cbor", PROTOCOL),
    ignored("smithy.protocols#rpcv2Json", PROTOCOL),
    implemented("smithy.rules#clientContextParams", Form::ClientContextParams, SERVICE),
    implemented("smithy.rules#contextParam", Form::ContextParam, FIELDS),
    ignored("smithy.rules#endpointBdd", RULES),
    implemented("smithy.rules#endpointRuleSet", Form::EndpointRuleSet, SERVICE),
    implemented("smithy.rules#endpointTests", Form::EndpointTests, SERVICE),
    implemented("smithy.rules#operationContextParams", Form::OperationContextParams, OPERATION),
    implemented("smithy.rules#staticContextParams", Form::StaticContextParams, OPERATION),
    ignored("smithy.test#eventStreamTests", TESTS),
    implemented("smithy.test#httpMalformedRequestTests", Form::HttpMalformedRequestTests, OPERATION),
    implemented("smithy.test#httpRequestTests", Form::HttpRequestTests, OPERATION),
    implemented("smithy.test#httpResponseTests", Form::HttpResponseTests, shape(Kinds::OPERATION.or(Kinds::STRUCTURE))),
    ignored("smithy.test#smokeTests", TESTS),
    implemented("smithy.waiters#waitable", Form::Waitable, OPERATION),
];

impl Places {
    /// Whether a trait may stand on a shape of `kind`.
    pub(super) fn admit_shape(&self, kind: Kinds) -> bool {
        self.shapes.has(kind)
    }

    /// Whether a trait may stand on a member of a `container` that targets a `target`.
    pub(super) fn admit_member(&self, container: ShapeKind, target: ShapeKind) -> bool {
        self.members_of.has(container.set()) && self.targets.has(target.set())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_so_that_ids_are_found() {
        assert!(TRAITS.is_sorted_by(|a, b| a.id < b.id));
        for id in ids() {
            assert_eq!(find(id).unwrap().id, id);
        }
        assert!(find("smithy.api#lenght").is_none());
    }

    #[test]
    fn places_tell_shapes_from_members() {
        let Some(KnownTrait { status: Status::Implemented(_, places), .. }) = find("smithy.api#httpLabel") else {
            panic!("httpLabel is implemented");
        };
        assert!(places.admit_member(ShapeKind::Structure, ShapeKind::String));
        assert!(!places.admit_member(ShapeKind::Structure, ShapeKind::List));
        assert!(!places.admit_member(ShapeKind::Union, ShapeKind::String));
        assert!(!places.admit_shape(ShapeKind::String.set()));
    }
}
