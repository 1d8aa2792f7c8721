package dev.fusesync.deadletters.endpoint;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.fusesync.deadletters.BadRequest;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.stereotype.Component;

/**
 * Refuses a parameter that the dead letters' endpoint does not know. Actuator ignores
 * such parameters, so a misspelt filter would mean more dead letters than its writer
 * thinks; so would a blank one, from a shell variable that is not set.
 */
@Component
class KnownParameters implements OperationInvokerAdvisor {

	private static final EndpointId DEAD_LETTERS = EndpointId.of("deadletters");

	@Override
	public OperationInvoker apply(EndpointId endpoint, OperationType type, OperationParameters parameters,
			OperationInvoker invoker) {
		if (!endpoint.equals(DEAD_LETTERS)) {
			return invoker;
		}
		Set<String> known = parameters.stream()
			.map(OperationParameter::getName)
			.collect(Collectors.toCollection(TreeSet::new));
		return (context) -> {
			check(context, known);
			return invoker.invoke(isForm(context, known) ? filledIn(context) : context);
		};
	}

	/** Over JMX every parameter is there, and Hawtio's form sends blanks for none. */
	private static boolean isForm(InvocationContext context, Set<String> known) {
		return context.getArguments().keySet().containsAll(known);
	}

	private static InvocationContext filledIn(InvocationContext context) {
		Map<String, Object> arguments = new HashMap<>(context.getArguments());
		arguments.values().removeIf(KnownParameters::isBlank);
		return new InvocationContext(context.resolveArgument(SecurityContext.class), arguments);
	}

	private static boolean isBlank(Object value) {
		return value instanceof String text && text.isBlank();
	}

	private static void check(InvocationContext context, Set<String> known) {
		for (String name : context.getArguments().keySet()) {
			if (!known.contains(name)) {
				throw new BadRequest("There is no parameter " + name + "; known are " + String.join(", ", known));
			}
			if (isBlank(context.getArguments().get(name)) && !isForm(context, known)) {
				throw new BadRequest("The value of " + name + " is blank");
			}
		}
	}

}
