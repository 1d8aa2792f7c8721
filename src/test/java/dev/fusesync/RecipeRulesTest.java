package dev.fusesync;

import java.io.IOException;
import java.nio.file.Path;

import dev.fusesync.support.RecipePage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The house rules, of the shipped routes with all recipes in them. */
class RecipeRulesTest extends RoutesTest {

	@TempDir
	static Path directory;

	@BeforeAll
	static void applyRecipes() throws IOException {
		RecipePage.applyTo(directory, (block) -> block);
	}

	@Override
	Path routes() {
		return directory.resolve("routes");
	}

}
