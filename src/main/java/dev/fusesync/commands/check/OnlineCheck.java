package dev.fusesync.commands.check;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

import dev.fusesync.commands.check.Finding.Level;
import dev.fusesync.commands.unstarted.UnstartedProgram;
import dev.fusesync.sync.failure.FailureClass;
import dev.fusesync.sync.failure.SyncFailedException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Makes one call to Fuse as the routes do, with the credentials, but without a body and a
 * signature, so that it syncs nothing.
 */
final class OnlineCheck {

	private static final String FUSE = "http:{{fuse.sync.base-path}}/v1/financial_connections/sync?httpMethod=POST"
			+ "&throwExceptionOnFailure=false&skipResponseHeaders=false&headerFilterStrategy=#fuseResponseHeaders";

	/** What Fuse says of a call without a signature once it has accepted the key. */
	private static final String UNSIGNED = "missing_fuse_verification_header";

	private final ConfigurableApplicationContext context;

	private final String host;

	/** Without a context, something else was reported. */
	static List<Finding> of(UnstartedProgram program, Consumer<String> lines) {
		return program.context().isPresent() ? new OnlineCheck(program.context().get()).run(lines) : List.of();
	}

	OnlineCheck(ConfigurableApplicationContext context) {
		this.context = context;
		this.host = host(context.getEnvironment().getProperty("fuse.sync.base-path", ""));
	}

	private static String host(String basePath) {
		try {
			return Objects.requireNonNullElse(URI.create(basePath).getHost(), "");
		}
		catch (IllegalArgumentException ex) {
			return "";
		}
	}

	/**
	 * Makes the call.
	 * @param lines takes what went well
	 */
	List<Finding> run(Consumer<String> lines) {
		if (this.host.isEmpty()) {
			return List.of();
		}
		String proxy = this.context.getEnvironment().getProperty("camel.component.http.proxy-host", "");
		try {
			if (proxy.isBlank()) {
				lines.accept("DNS: " + this.host + " is " + InetAddress.getByName(this.host).getHostAddress());
			}
			return call(lines);
		}
		catch (UnknownHostException ex) {
			return List.of(error("DNS does not know the host " + this.host + ".",
					"Correct FUSE_BASE_PATH, or the DNS of this machine."));
		}
		catch (Exception ex) {
			return List.of(error("The call could not be made: " + ex.getClass().getSimpleName() + ".",
					"Correct the settings that are named above."));
		}
	}

	private List<Finding> call(Consumer<String> lines) throws Exception {
		CamelContext camel = this.context.getBean(CamelContext.class);
		Processor headers = this.context.getBean("fuseHeaders", Processor.class);
		Processor response = this.context.getBean("fuseResponse", Processor.class);
		camel.start();
		Exchange exchange = camel.createProducerTemplate().request(FUSE, headers::process);
		if (exchange.getException() != null) {
			return List.of(unreachable(exchange.getException()));
		}
		try {
			response.process(exchange);
			return List.of(error(this.host + " answered an empty call as if it had synced it.",
					"Correct FUSE_BASE_PATH: this is not Fuse."));
		}
		catch (SyncFailedException ex) {
			return answered(ex, lines);
		}
	}

	private List<Finding> answered(SyncFailedException answer, Consumer<String> lines) {
		String said = "status " + answer.getStatus() + ", code " + answer.getCode();
		if (UNSIGNED.equals(answer.getCode())) {
			lines.accept("Fuse: " + this.host + " was reached and refused the unsigned call (" + said + ")");
			return List.of();
		}
		if (answer.getFailureClass() == FailureClass.CONFIGURATION) {
			return List.of(error(this.host + " was reached, but refuses the key or client id (" + said + ").",
					"Correct FUSE_API_KEY and FUSE_CLIENT_ID; each environment of Fuse has its own."));
		}
		if (!answer.isOfFuse() || answer.getStatus() >= 500 || answer.getFailureClass() == FailureClass.TRANSIENT) {
			return List.of(Finding.of(Level.warning, null,
					this.host + " was reached, but did not answer as Fuse does to an empty call (" + said + ").",
					"Correct FUSE_BASE_PATH if this is not Fuse; otherwise try again later."));
		}
		lines.accept("Fuse: " + this.host + " was reached and accepts the key (" + said + ")");
		return List.of();
	}

	private Finding unreachable(Exception failure) {
		Optional<Throwable> tls = Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
			.filter(SSLException.class::isInstance)
			.findFirst();
		if (tls.isPresent()) {
			return error("TLS with " + this.host + " fails: " + tls.get().getMessage() + ".",
					"Trust its authority by camel.component.http.ssl-bundle, or correct the proxy.");
		}
		String reason = (failure instanceof IOException && failure.getMessage() != null) ? failure.getMessage()
				: failure.getClass().getSimpleName();
		return error(this.host + " cannot be reached: " + reason + ".",
				"Correct FUSE_BASE_PATH, camel.component.http.proxy-host or the network's rules.");
	}

	private static Finding error(String sentence, String action) {
		return Finding.of(Level.error, null, sentence, action);
	}

}
