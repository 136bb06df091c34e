/** Beginnings of words that keep a sentence out of the data set: slurs and the coarsest vulgarities. */
const stems =
  "arsehole asshole bastard bitch blowjob boner boob bullshit chink dildo ejaculat fuck handjob hooker jizz kike " +
  "masturbat molest motherf nazi nigg orgasm penis porn pussy queer raping rapist retard shit slut suicid titties " +
  "tranny twat vagina wank whore";
/** Whole words, because longer ones are innocent: analysis, cocktail, cucumber, spice. */
const wholeWords =
  "anal arse ass asses cock cocks coon cum cums cumming cunt cunts dick dicks dyke fag fags faggot milf prick pricks " +
  "rape raped rapes semen sexual sexually spic tit tits";

const choice = (words: string) => words.replaceAll(" ", "|");
const pattern = new RegExp(`\\b(?:(?:${choice(stems)})|(?:${choice(wholeWords)})\\b)`, "i");

/** True when a sentence holds a rude word. A short list: it makes demos fit to be shown, no more. */
export const isRude = (sentence: string): boolean => pattern.test(sentence);
