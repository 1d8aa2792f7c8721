package dev.fusesync;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.fusesync.secrets.Secret;
import org.apache.camel.Processor;
import org.springframework.context.annotation.Configuration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** Who may know whom. */
@AnalyzeClasses(packages = "dev.fusesync", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

	@ArchTest
	static final ArchRule CAPABILITIES_HAVE_NO_CYCLES = slices().matching("dev.fusesync.(*)..")
		.should()
		.beFreeOfCycles();

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

	@ArchTest
	static final ArchRule ONLY_SYNC_TOUCHES_CREDENTIALS = noClasses().that()
		.resideOutsideOfPackage("..sync")
		.should()
		.dependOnClassesThat()
		.haveNameMatching(".*\\.sync\\.(SyncSettings|AggregatorCredentials)");

	/** The call, the check of a signature, the login, and the sandbox its made-up key. */
	@ArchTest
	static final ArchRule SECRETS_ARE_READ_WHERE_THEY_ARE_USED = noClasses().that()
		.resideOutsideOfPackages("..secrets..", "..sync", "..verification..", "..login..", "..sandbox..")
		.should()
		.dependOnClassesThat()
		.areAssignableTo(Secret.class);

	@ArchTest
	static final ArchRule ADAPTERS_ARE_NOBODYS_API = classes().that()
		.implement(Processor.class)
		.should()
		.bePackagePrivate();

	@ArchTest
	static final ArchRule ONE_WAY_TO_LOG = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("java.util.logging..", "org.apache.commons.logging..", "ch.qos.logback..");

}
