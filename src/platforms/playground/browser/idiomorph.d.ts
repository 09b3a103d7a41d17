/** The server serves the package's own file under this name. */
export { Idiomorph } from "idiomorph";
