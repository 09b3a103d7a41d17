/** Words that say nothing about the subject of a query: function words and common question phrases. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a an the this that these those there here it its itself he she they them their theirs we us our ours you your yours
  i me my mine myself who whom whose which what when where why how
  is are was were be been being am do does did doing done have has had having can could shall should will would may
  might must cannot cant dont doesnt didnt isnt arent wasnt wont wouldnt shouldnt couldnt hasnt havent hadnt im ive
  id ill youre theyre whats thats lets
  and or but nor so yet if then else than as of at by for with about against between into through during to from in
  out on off over under again further once up down
  not no only own same too very just also even still already really quite rather
  some any each every either neither both all such other another
  vs versus compare compared comparison difference differences different differ
  hey hi hello thanks thank ok okay
  support supports supported help helps
  please tell explain describe define definition meaning mean means know want wants wanted need needs needed like
  say says said get gets got give gives given let make makes made thing things something anything somebody someone
  anybody anyone everybody everyone use used uses using happen happens
  whether while because since until upon per via etc eg ie e.g i.e`
    .split(/\s+/)
    .filter((word) => word !== ""),
);
