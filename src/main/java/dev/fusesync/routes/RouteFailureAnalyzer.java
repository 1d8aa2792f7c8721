package dev.fusesync.routes;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spring.boot.CamelSpringBootInitializationException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;

/**
 * Reports a route that Camel cannot load or start as "Description / Action": the file,
 * the line and the column, what is wrong, and what to do.
 */
class RouteFailureAnalyzer implements FailureAnalyzer {

	private final RouteDiagnosis diagnosis;

	RouteFailureAnalyzer(BeanFactory beans, Environment environment) {
		this.diagnosis = new RouteDiagnosis(beans, environment);
	}

	@Override
	public FailureAnalysis analyze(Throwable failure) {
		boolean ofRoute = is(failure, MarkedYamlEngineException.class) || is(failure, RuntimeCamelException.class)
				|| is(failure, CamelSpringBootInitializationException.class);
		if (!ofRoute) {
			return null;
		}
		RouteFinding finding = this.diagnosis.of(failure, null);
		return new FailureAnalysis(finding + excerpt(failure), finding.action(), failure);
	}

	private static boolean is(Throwable failure, Class<?> type) {
		return RouteDiagnosis.first(failure, type).isPresent();
	}

	private static String excerpt(Throwable failure) {
		return RouteDiagnosis.first(failure, MarkedYamlEngineException.class)
			.flatMap(MarkedYamlEngineException::getProblemMark)
			.map(Mark::createSnippet)
			.map((snippet) -> "\n\n" + snippet)
			.orElse("");
	}

}
