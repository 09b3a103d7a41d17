/** The server hands out the package's own file under this name. */
export { Idiomorph } from "idiomorph";
