package dev.fusesync.page;

import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationArgumentResolver;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.WebEndpointHttpMethod;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.WebOperation;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Calls the operations of Actuator endpoints in this process, as the one who looks at the
 * page. So a page can do what the endpoint can do, and nothing else: the filters, the
 * sentences, the roles, the masks and the log are the endpoint's.
 */
@Component
@Lazy
public class Operations {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.page");

	/** Health asks on which of the two ports it is read. */
	private static final OperationArgumentResolver PORT = OperationArgumentResolver.of(WebServerNamespace.class,
			() -> WebServerNamespace.MANAGEMENT);

	private final WebEndpointsSupplier endpoints;

	private final ObjectMapper json;

	Operations(WebEndpointsSupplier endpoints, ObjectMapper json) {
		this.endpoints = endpoints;
		this.json = json;
	}

	/**
	 * Reads from an endpoint, as GET does.
	 * @param path id of the endpoint, such as deadletters, or with a selector:
	 * deadletters/count
	 * @throws Refused with the endpoint's status and sentence
	 */
	public JsonNode read(Asked asked, String path, Map<String, String> parameters) {
		return call(asked, WebEndpointHttpMethod.GET, path, parameters);
	}

	/**
	 * Writes to an endpoint, as POST does.
	 * @throws Refused with the endpoint's status and sentence
	 */
	public JsonNode write(Asked asked, String path, Map<String, String> parameters) {
		return call(asked, WebEndpointHttpMethod.POST, path, parameters);
	}

	private JsonNode call(Asked asked, WebEndpointHttpMethod method, String path, Map<String, String> parameters) {
		String[] names = path.split("/", 2);
		WebOperation operation = find(method, names[0], names.length == 2);
		Map<String, Object> arguments = new HashMap<>(parameters);
		if (names.length == 2) {
			String predicate = operation.getRequestPredicate().getPath();
			arguments.put(predicate.substring(predicate.indexOf('{') + 1, predicate.indexOf('}')), names[1]);
		}
		try {
			Object answer = operation.invoke(new InvocationContext(asked.login(), arguments, PORT));
			return this.json
				.valueToTree((answer instanceof WebEndpointResponse<?> response) ? response.getBody() : answer);
		}
		catch (InvalidEndpointRequestException ex) {
			throw new Refused(400, ex.getReason());
		}
		catch (ResponseStatusException ex) {
			throw new Refused(ex.getStatusCode().value(), ex.getReason());
		}
		catch (RuntimeException ex) {
			LOG.warn("The endpoint {} failed for the operator's page: {}", names[0], ex.toString());
			throw new Refused(503, "The store does not answer now. The log of the program has the reason.");
		}
	}

	private WebOperation find(WebEndpointHttpMethod method, String id, boolean selects) {
		return this.endpoints.getEndpoints()
			.stream()
			.filter((endpoint) -> endpoint.getEndpointId().toString().equals(id))
			.map(ExposableWebEndpoint::getOperations)
			.flatMap((operations) -> operations.stream())
			.filter((operation) -> operation.getRequestPredicate().getHttpMethod() == method
					&& operation.getRequestPredicate().getPath().contains("{") == selects)
			.findFirst()
			.orElseThrow(() -> new Refused(404, "This page needs the endpoint " + id
					+ ", which is not there: add it to management.endpoints.web.exposure.include"));
	}

}
