package dev.fusesync;

import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.time.format.DateTimeFormatter;
import java.util.Calendar;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.fusesync.secrets.Secret;
import org.apache.camel.Processor;
import org.springframework.context.annotation.Configuration;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** Who may know whom. */
@AnalyzeClasses(packages = "dev.fusesync", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

	private static final int MOST_CLASSES = 14;

	@ArchTest
	static final ArchRule PACKAGES_HAVE_NO_CYCLES = slices().matching("dev.fusesync.(**)").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule PACKAGES_ARE_SMALL = classes().should(shareTheirPackageWithFewOthers());

	/**
	 * The adapters are the processor in the route, its settings and its configuration.
	 */
	@ArchTest
	static final ArchRule VERIFICATION_KNOWS_NEITHER_CAMEL_NOR_SPRING = noClasses().that()
		.resideInAPackage("..verification..")
		.and()
		.areNotAssignableTo(Processor.class)
		.and()
		.areNotAnnotatedWith(Configuration.class)
		.and()
		.haveSimpleNameNotEndingWith("Settings")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.apache.camel..", "org.springframework..");

	/** Loading these would take longer than the commands may. */
	@ArchTest
	static final ArchRule COMMANDS_KNOW_NEITHER_CAMEL_NOR_SPRING = noClasses().that()
		.resideInAPackage("dev.fusesync.commands")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.apache.camel..", "org.springframework..", "org.slf4j..");

	@ArchTest
	static final ArchRule ONLY_SYNC_TOUCHES_CREDENTIALS = noClasses().that()
		.resideOutsideOfPackage("dev.fusesync.sync..")
		.should()
		.dependOnClassesThat()
		.haveNameMatching(".*\\.sync\\.(SyncSettings|AggregatorCredentials)");

	/**
	 * The call, the check of a signature, the commands that sign, the login, the notices,
	 * the database's password, and the sandbox its made-up key.
	 */
	@ArchTest
	static final ArchRule SECRETS_ARE_READ_WHERE_THEY_ARE_USED = noClasses().that()
		.resideOutsideOfPackages("..secrets..", "dev.fusesync.sync", "..verification..", "..management..",
				"..notices..", "..sandbox..", "..postgresql..", "dev.fusesync.commands")
		.should()
		.dependOnClassesThat()
		.areAssignableTo(Secret.class);

	/** It shows what the endpoints answer, so that they can do all that it can. */
	@ArchTest
	static final ArchRule THE_PAGE_KNOWS_THE_ENDPOINTS_ONLY_BY_WHAT_THEY_ANSWER = noClasses().that()
		.resideInAPackage("dev.fusesync.page..")
		.should()
		.dependOnClassesThat(resideInAPackage("dev.fusesync..")
			.and(not(resideInAnyPackage("dev.fusesync.page..", "dev.fusesync.webhook"))));

	@ArchTest
	static final ArchRule SQL_IS_IN_ONE_PLACE = noClasses().that()
		.resideOutsideOfPackage("dev.fusesync.store..")
		.and()
		.haveSimpleNameNotEndingWith("Queries")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..");

	@ArchTest
	static final ArchRule ADAPTERS_ARE_NOBODYS_API = classes().that()
		.implement(Processor.class)
		.should()
		.bePackagePrivate();

	@ArchTest
	static final ArchRule ONE_WAY_TO_LOG = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("java.util.logging..", "org.apache.commons.logging..", "ch.qos.logback..");

	/** Of the machine, which would change dates, digits and the letter I. */
	@ArchTest
	static final ArchRule NOTHING_DEPENDS_ON_THE_LOCALE = noClasses().should()
		.callMethod(String.class, "toLowerCase")
		.orShould()
		.callMethod(String.class, "toUpperCase")
		.orShould()
		.callMethod(String.class, "format", String.class, Object[].class)
		.orShould()
		.callMethod(DateTimeFormatter.class, "ofPattern", String.class)
		.orShould()
		.callMethod(Locale.class, "getDefault")
		.orShould()
		.callMethod(Calendar.class, "getInstance")
		.orShould()
		.callMethod(NumberFormat.class, "getInstance")
		.orShould()
		.dependOnClassesThat()
		.areAssignableTo(SimpleDateFormat.class);

	private static ArchCondition<JavaClass> shareTheirPackageWithFewOthers() {
		return new ArchCondition<>("be of a package with at most " + MOST_CLASSES + " top-level classes") {

			private final Map<String, Integer> found = new HashMap<>();

			@Override
			public void check(JavaClass one, ConditionEvents events) {
				if (one.isTopLevelClass() && !one.getSimpleName().equals("package-info")) {
					this.found.merge(one.getPackageName(), 1, Integer::sum);
				}
			}

			@Override
			public void finish(ConditionEvents events) {
				this.found.forEach((name, count) -> events.add(new SimpleConditionEvent(name, count <= MOST_CLASSES,
						name + " has " + count + " top-level classes")));
			}
		};
	}

}
