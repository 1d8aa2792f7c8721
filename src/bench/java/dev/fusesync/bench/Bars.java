package dev.fusesync.bench;

import java.util.Collection;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.DoubleStream;

/** Two bars for each figure, each pair in a scale of its own. */
record Bars(Collection<String> figures, ToDoubleBiFunction<String, String> median) {

	private static final int ROW = 44;

	private static final int LEFT = 380;

	private static final int WIDTH = 420;

	String svg() {
		StringBuilder svg = new StringBuilder(
				"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"910\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
					.formatted(ROW * this.figures.size() + 20));
		int y = 14;
		for (String figure : this.figures) {
			double ours = this.median.applyAsDouble(figure, "fuse-sync");
			double theirs = this.median.applyAsDouble(figure, Programs.RIVAL_NAME);
			double most = DoubleStream.of(ours, theirs).filter(Double::isFinite).max().orElse(0);
			svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n".formatted(LEFT - 10, y + 20, figure));
			bar(svg, y, ours, most, "#1668b2", "fuse-sync");
			bar(svg, y + 17, theirs, most, "#b8b8b8", Programs.RIVAL_NAME);
			y += ROW;
		}
		return svg.append("</svg>\n").toString();
	}

	private static void bar(StringBuilder svg, int y, double value, double most, String colour, String name) {
		if (!Double.isNaN(value)) {
			long width = Math.round(WIDTH * value / most);
			svg.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"15\" fill=\"%s\"/>".formatted(LEFT, y, width, colour))
				.append("<text x=\"%d\" y=\"%d\" font-size=\"11\">%s %s</text>%n".formatted(LEFT + width + 5, y + 12,
						Figures.text(value), name));
		}
	}

}
